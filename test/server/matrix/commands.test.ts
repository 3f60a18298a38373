// The authorization matrix of commands: every kind, from everybody's own outbox, about both conversations, at every time. The
// real core decides; what it answered is read from the log.

import { describe, expect, it } from 'vitest';
import { isConversationCommand, type CommandKind } from '#lib/rules/command.ts';
import type { Ground } from '#lib/rules/access.ts';
import type { Principal } from '../../../server/principal.ts';
import { WORKSPACE, TestRelay } from '../../support/startRelay.ts';
import { COMMANDS, GROUNDS, type CommandRow } from './commands.ts';
import { Scene } from './scene.ts';
import { COLLEAGUES, PHASES, WORKSPACE_OF_STRANGER, type Phase, type Who } from './who.ts';

/** Below this somebody took rows away. */
const FLOOR = 1_680;
/** Hundreds of worlds; on a busy machine that takes a while. */
const HANGS_MS = 180_000;
/** Commands about no conversation are the same at any other time. */
const TIMES: readonly Phase[] = ['during', 'after'];

interface Cell {
  kind: CommandKind;
  row: CommandRow;
  who: Who;
  phase: Phase;
  about: 'owned' | 'free';
}

const tried = { cells: 0, accepted: 0, worlds: 0 };

async function worldAt(phase: Phase): Promise<Scene> {
  tried.worlds += 1;
  const scene = await new Scene(new TestRelay()).found();
  for (const next of PHASES.slice(0, PHASES.indexOf(phase) + 1)) await scene.enter(next);
  return scene;
}

/** What the relay made of a command that was written into an outbox: the reason of a refusal, or 'accepted'. */
function answerTo(scene: Scene, { row, who, about }: Cell): string {
  const { relay } = scene;
  const outbox = relay.open(who, `outbox/${who}/desk`);
  if (outbox.closed) return `shut: ${outbox.closed.reason}`;
  const { id } = relay.send(outbox, row.command(scene, who, scene[about]));
  outbox.disconnect();
  return verdictOn(relay, id);
}

function verdictOn({ log }: TestRelay, id: string): string {
  const seq = log.verdict(WORKSPACE, id);
  if (seq === null) return 'nothing';
  const [event] = log.read(WORKSPACE, seq - 1, 1)[0]?.events ?? [];
  return event?.kind === 'command-held' ? event.refusal.reason : 'accepted';
}

/** What the table says. */
function expectedOf({ row, who, phase, about }: Cell, isAboutConversation: boolean): string {
  if (who === 'former' && phase === 'after') return 'shut: deactivated';
  if (row.may === 'members') return 'accepted';
  if (row.may === 'admins') return who === 'admin' ? 'accepted' : 'not-allowed';
  const ground: Ground | undefined = GROUNDS[about][phase][who];
  if (ground && row.may.includes(ground)) return 'accepted';
  if (ground && isAboutConversation) return 'not-allowed';
  const wasGuest = who === 'guest' && about === 'owned' && (phase === 'lapsed' || phase === 'after');
  return wasGuest ? 'mention-lapsed' : 'no-access';
}

function cellsOf(kind: CommandKind, phase: Phase): Cell[] {
  const rows = COMMANDS[kind];
  const isAboutOne = rows.some(({ may }) => may !== 'members' && may !== 'admins');
  if (!isAboutOne && !TIMES.includes(phase)) return [];
  const abouts = isAboutOne ? (['owned', 'free'] as const) : (['owned'] as const);
  return rows.flatMap((row) =>
    COLLEAGUES.flatMap((who) => abouts.map((about) => ({ kind, row, who, phase, about }))),
  );
}

/** One may always go: whatever else they may do. */
function removesThemselves({ kind, who, phase, about }: Cell): boolean {
  const isCollaborator = GROUNDS[about][phase][who] === 'collaborator';
  return kind === 'remove-collaborator' && who === 'collaborator' && isCollaborator;
}

describe('commands', () => {
  it.each(PHASES)(
    `are accepted from whom the table says and from nobody else: %s`,
    async (phase) => {
      let scene = await worldAt(phase);
      const wrong: string[] = [];
      for (const kind of Object.keys(COMMANDS) as CommandKind[]) {
        for (const cell of cellsOf(kind, phase)) {
          const command = cell.row.command(scene, cell.who, scene[cell.about]);
          const expected = removesThemselves(cell)
            ? 'accepted'
            : expectedOf(cell, isConversationCommand(scene.relay.whole(command)));
          const answer = answerTo(scene, cell);
          const isSo = answer === expected || isPointless(cell, answer);
          if (!isSo) wrong.push(`${kind} by ${cell.who} about ${cell.about}: ${answer}, not ${expected}`);
          tried.cells += 1;
          if (answer !== 'accepted') continue;
          tried.accepted += 1;
          // What was accepted has changed the world for whoever comes next.
          scene = await worldAt(phase);
        }
      }
      expect(wrong).toEqual([]);
    },
    HANGS_MS,
  );

  it('from another workspace change nothing here, and learn nothing', async () => {
    const scene = await worldAt('during');
    const { relay } = scene;
    const stranger: Principal = { kind: 'member', workspace: WORKSPACE_OF_STRANGER, member: 'stranger' };
    const before = relay.log.head(WORKSPACE);
    for (const rows of Object.values(COMMANDS)) {
      for (const { command } of rows) {
        const bare = command(scene, 'owner', scene.owned);
        if (!isConversationCommand(relay.whole(bare)) || bare.kind === 'start-conversation') continue;
        const outcomes = await Promise.all(
          [bare, { ...bare, conversation: 'no-such-conversation' }].map(async (one) => {
            const decided = relay.relay.act(stranger.workspace, stranger.member, relay.whole(one));
            relay.clock.settle();
            const outcome = await decided;
            return outcome.kind === 'held' ? outcome.refusal : outcome.kind;
          }),
        );
        expect(outcomes[0]).toEqual(outcomes[1]);
        tried.cells += 1;
      }
    }
    expect(relay.log.head(WORKSPACE)).toEqual(before);
  });

  it('from a visitor’s doorstep are nobody’s', async () => {
    const scene = await worldAt('during');
    const { relay } = scene;
    const visitor: Principal = {
      kind: 'visitor',
      workspace: WORKSPACE,
      channel: 'web',
      visitor: scene.visitor,
    };
    const doorstep = relay.openAs(visitor, `doorstep/${scene.visitor}/phone`);
    expect(doorstep.closed).toBeNull();
    const before = relay.log.head(WORKSPACE);
    for (const rows of Object.values(COMMANDS)) {
      for (const { command } of rows) {
        const { id } = relay.send(doorstep, command(scene, 'owner', scene.owned));
        expect(verdictOn(relay, id)).toBe('nothing');
        tried.cells += 1;
      }
    }
    expect(relay.log.head(WORKSPACE)).toEqual(before);
  });

  it('has not shrunk', () => {
    console.log(
      `tried ${tried.cells} cells of who, which command, about what and when: ${tried.accepted} accepted, ` +
        `in ${tried.worlds} worlds`,
    );
    expect(tried.cells).toBeGreaterThanOrEqual(FLOOR);
  });
});

function isPointless({ row, who, phase, about }: Cell, answer: string): boolean {
  const sees = GROUNDS[about][phase][who] !== undefined;
  return sees && (row.pointless ?? []).some((reason) => reason === answer);
}
