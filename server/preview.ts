// What a change of the directory would do, before anybody makes it: the same decision on the same cards, and no record.

import { readInbox } from '#lib/doc/inboxDoc.ts';
import { inboxName } from '#lib/doc/names.ts';
import type { DirectoryCommand } from '#lib/rules/command.ts';
import { consequencesOf, type Consequences } from '#lib/rules/consequences.ts';
import { byMember, type MemberId } from '#lib/rules/ids.ts';
import type { Counts } from '#lib/rules/inbox.ts';
import type { Refusal } from '#lib/rules/refusal.ts';
import type { Counter } from './commands.ts';
import { previewCommand } from './decisions.ts';

export interface Preview extends Consequences {
  /** Open and snoozed conversations that somebody deactivated can no longer read as collaborator, and as a guest. */
  collaborating: number;
  mentioned: number;
}

export function preview(
  counter: Counter,
  actor: MemberId,
  command: DirectoryCommand,
): { preview: Preview } | { refusal: Refusal } {
  const { decision, cards } = previewCommand(counter, actor, command);
  if ('refusal' in decision) return decision;
  const { turn } = counter;
  const stamp = { seq: turn.head.seq + 1, at: counter.now(), by: byMember(actor) };
  const consequences = consequencesOf(turn.directory, cards, decision.events, stamp);
  const leaving = command.kind === 'deactivate-member' ? countsOf(counter, command.member) : {};
  return {
    preview: {
      ...consequences,
      collaborating: notClosed(leaving, 'collaborating'),
      mentioned: notClosed(leaving, 'mentioned'),
    },
  };
}

function countsOf(counter: Counter, member: MemberId): Counts {
  return readInbox(counter.document(inboxName(counter.workspace, `inbox/${member}`))).counts;
}

function notClosed(counts: Counts, view: 'collaborating' | 'mentioned'): number {
  return (counts[`${view}.open`] ?? 0) + (counts[`${view}.snoozed`] ?? 0);
}
