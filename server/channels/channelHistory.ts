// What admins are shown of a channel's replies on their way out: the newest tries with their answers, and those that may not
// have arrived. None of it is the truth, which is the log.

import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, CommandId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Tried } from '../dispatch/dispatcher.ts';
import type { Dispatch } from '../log/log.ts';
import type { Answer } from './channel.ts';

/** Of one channel: a morning's, enough to see what goes wrong. */
const TRIES_KEPT = 100;
const UNDELIVERED_SHOWN = 200;
/** Code units of the other side's answer: the beginning says what it is. */
const SAID_MAX = 1_000;

export interface ShownTry {
  dispatch: CommandId;
  conversation: ConversationId;
  reply: number;
  attempt: number;
  at: number;
  tookMs: number;
  answer: Answer['kind'];
  reason: string;
  status: number | null;
  said: string;
}

export interface Undelivered {
  dispatch: CommandId;
  conversation: ConversationId;
  reply: number;
  state: 'failed' | 'unknown';
  reason: string;
  at: number;
}

export class ChannelHistory {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Before the log has it, so that nothing that the log calls lost is missing here. */
  tried(workspace: WorkspaceId, dispatch: Dispatch, { told, at, tookMs, outcome }: Tried): void {
    const { id, conversation, channel, reply, attempts } = dispatch;
    const { answer, status, said } = told;
    const reason = 'reason' in answer ? answer.reason : '';
    const shown = said.slice(0, SAID_MAX).toWellFormed().replaceAll('\0', '');
    this.#run(
      `INSERT INTO channel_tries (workspace, channel, dispatch, conversation, reply, attempt, at, took_ms, answer, reason, status, said)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[
        workspace,
        channel,
        id,
        conversation,
        reply,
        attempts,
        at,
        tookMs,
        answer.kind,
        reason,
        status,
        shown,
      ],
    );
    this.#run(
      `DELETE FROM channel_tries WHERE workspace = ? AND channel = ? AND id <=
        (SELECT id FROM channel_tries WHERE workspace = ? AND channel = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      ...[workspace, channel, workspace, channel, TRIES_KEPT],
    );
    if (outcome.state === 'sent') {
      this.#run(
        'DELETE FROM channel_undelivered WHERE workspace = ? AND channel = ? AND dispatch = ?',
        ...[workspace, channel, id],
      );
    }
    if (outcome.state === 'failed' || outcome.state === 'unknown') {
      this.#run(
        `INSERT OR REPLACE INTO channel_undelivered (workspace, channel, dispatch, conversation, reply, state, reason, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[workspace, channel, id, conversation, reply, outcome.state, reason, at],
      );
    }
  }

  /** Newest first. */
  tries(workspace: WorkspaceId, channel: ChannelId): ShownTry[] {
    const rows = this.#database
      .prepare('SELECT * FROM channel_tries WHERE workspace = ? AND channel = ? ORDER BY id DESC LIMIT ?')
      .all(workspace, channel, TRIES_KEPT);
    return rows.map((row) => ({
      dispatch: String(row['dispatch']),
      conversation: String(row['conversation']),
      reply: Number(row['reply']),
      attempt: Number(row['attempt']),
      at: Number(row['at']),
      tookMs: Number(row['took_ms']),
      answer: row['answer'] as Answer['kind'],
      reason: String(row['reason']),
      status: row['status'] === null ? null : Number(row['status']),
      said: String(row['said']),
    }));
  }

  /** Newest first. @param isLost what the log says of it: it has the last word, and may not have it yet */
  undelivered(
    workspace: WorkspaceId,
    channel: ChannelId,
    isLost: (conversation: ConversationId, reply: number) => boolean,
  ): Undelivered[] {
    return this.#database
      .prepare(
        'SELECT * FROM channel_undelivered WHERE workspace = ? AND channel = ? ORDER BY at DESC, dispatch LIMIT ?',
      )
      .all(workspace, channel, UNDELIVERED_SHOWN)
      .map(undeliveredFrom)
      .filter(({ conversation, reply }) => isLost(conversation, reply));
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#database.prepare(sql).run(...values);
  }
}

function undeliveredFrom(row: Record<string, unknown>): Undelivered {
  return {
    dispatch: String(row['dispatch']),
    conversation: String(row['conversation']),
    reply: Number(row['reply']),
    state: row['state'] === 'unknown' ? 'unknown' : 'failed',
    reason: String(row['reason']),
    at: Number(row['at']),
  };
}
