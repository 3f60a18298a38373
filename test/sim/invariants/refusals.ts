// I13: every refusal has a reason of the list, keeps the text whole, stands on its writer's shelf, and has a next step.

import { accessOf } from '#lib/rules/access.ts';
import type { Reason } from '#lib/rules/refusal.ts';
import type { CommandId } from '#lib/rules/ids.ts';
import { choicesFor } from '#lib/ui/held/choices.ts';
import type { StoredRecord } from '../../../server/log/log.ts';
import { isUsedAgain } from '../oldBackup.ts';
import type { MemberAtDevice } from '../people.ts';
import type { Simulation } from '../simulation.ts';

/** Written down again here, so that a reason that is added without a thought is noticed. */
const REASONS: ReadonlySet<string> = new Set<Reason>([
  'malformed',
  'no-access',
  'not-allowed',
  'conversation-gone',
  'conversation-exists',
  'already-owned',
  'mention-lapsed',
  'unseen-reply',
  'stale-ownership',
  'self-mention',
  'unknown-member',
  'member-inactive',
  'not-in-team',
  'unknown-team',
  'team-exists',
  'already-collaborators',
  'not-a-collaborator',
  'not-mentioned',
  'unknown-attachment',
  'last-admin',
  'contact-taken',
  'unknown-channel',
  'stale-team',
]);

/** Of every record, when it is on disk. */
export function refusedWithReason(sim: Simulation, record: StoredRecord): void {
  for (const event of record.events) {
    if (event.kind !== 'command-held') continue;
    if (!REASONS.has(event.refusal.reason)) sim.fail('I13: a reason that nobody knows', record);
    if (isUsedAgain(sim, record)) continue;
    const text = sim.history.commands.get(event.command.id)?.text ?? '';
    if (!JSON.stringify(event.command).includes(JSON.stringify(text).slice(1, -1)))
      sim.fail('I13: the text of a refused command is gone', { record, text });
  }
}

/** After healing: what the log says is held is on the shelf of every device of its writer, and each has a next step. */
export function checkShelves(sim: Simulation): void {
  for (const member of sim.members) {
    if (sim.oracle.state.directory.members[member.member]?.active !== true) continue;
    const wanted = heldBy(sim, member.member);
    const shown = member.core.held.filter(({ where }) => where === 'relay');
    const ids = shown.map(({ command }) => command.id);
    if ([...ids].sort().join() !== [...wanted].sort().join())
      sim.fail('I13: the shelf is not what was refused', { name: member.name, ids, wanted });
    checkChoices(sim, member);
  }
}

function checkChoices(sim: Simulation, { core, member, name }: MemberAtDevice): void {
  const { cards, directory } = sim.oracle.state;
  for (const held of core.held) {
    const card = 'conversation' in held.command ? cards.get(held.command.conversation) : undefined;
    const access = card ? accessOf(card, directory, member, sim.relayNow) : [];
    if (choicesFor(held, access).length === 0) sim.fail('I13: nothing can be done with it', { name, held });
  }
}

/**
 * A read mark is nobody's work, of the drafts of one tab only the last is meant, and what was said to a contact who was erased
 * went with them.
 */
function heldBy({ oracle }: Simulation, member: string): CommandId[] {
  const held = new Map<CommandId, string>();
  /** What each names: what could not be read may be about any conversation whose id stands in it. */
  const about = new Map<CommandId, string>();
  for (const event of oracle.records.flatMap(({ events }) => events)) {
    if (event.kind === 'held-dismissed' && event.member === member) held.delete(event.command);
    if (event.kind === 'conversation-erased')
      for (const [id, words] of about) if (words.includes(event.conversation)) held.delete(id);
    if (event.kind !== 'command-held' || event.member !== member) continue;
    const { command } = event;
    if (command.kind === 'mark-read') continue;
    const place = command.kind === 'save-draft' ? `${command.conversation} ${command.tab}` : command.id;
    for (const [id, other] of held) if (other === place) held.delete(id);
    held.set(command.id, place);
    if (command.kind === 'unreadable') about.set(command.id, command.content);
    else if ('conversation' in command) about.set(command.id, command.conversation);
  }
  return [...held.keys()];
}
