// What must hold of every record, looked at when it is on disk and before anybody has heard of it.

import { accessOf } from '#lib/rules/access.ts';
import { isConversationEvent } from '#lib/rules/event.ts';
import { memberOf, type ConversationId } from '#lib/rules/ids.ts';
import { follows } from '../../../server/log/leap.ts';
import type { StoredRecord } from '../../../server/log/log.ts';
import { isUsedAgain } from '../oldBackup.ts';
import type { State } from '../oracle.ts';
import type { Simulation } from '../simulation.ts';
import { agreesWithNaive } from './naive.ts';
import { refusedWithReason } from './refusals.ts';

type Looks = (sim: Simulation, record: StoredRecord, before: State, after: State) => void;

const LOOKS: Looks[] = [
  oneVerdict,
  timeGoesOn,
  ownersNamed,
  firstReplyOwns,
  noReplyUnseen,
  nobodyRemoved,
  authorIsTheSession,
  alwaysAnAdmin,
  refusedWithReason,
  agreesWithNaive,
  countRareStates,
];

export function inspectRecord(sim: Simulation, record: StoredRecord, before: State, after: State): void {
  for (const look of LOOKS) look(sim, record, before, after);
}

/** I4 */
function oneVerdict(sim: Simulation, record: StoredRecord): void {
  if (record.command === null) return;
  const earlier = sim.oracle.verdicts.get(record.command);
  if (earlier) sim.fail('I4: a command was decided twice', [earlier, record]);
}

/** I6 */
function timeGoesOn(sim: Simulation, record: StoredRecord, before: State): void {
  if (record.at < before.at) sim.fail('I6: time went back', [before.at, record]);
  if (!follows(record, before.seq)) sim.fail('the log has a gap', [before.seq, record]);
}

/** I7: at most one owner, and a change names the one before. */
function ownersNamed(sim: Simulation, record: StoredRecord, before: State): void {
  const owners = new Map<ConversationId, string | null>();
  for (const event of record.events.filter(isConversationEvent)) {
    const { conversation } = event;
    const owner = owners.has(conversation) ? owners.get(conversation) : before.cards.get(conversation)?.owner;
    if (event.kind === 'owner-assigned' || event.kind === 'owner-cleared') {
      if (event.before !== (owner ?? null)) sim.fail('I7: the owner before is another', { record, owner });
      owners.set(conversation, event.kind === 'owner-assigned' ? event.owner : null);
    }
  }
}

/** I8, first half: whoever may claim a conversation and answers in it owns it in the same record. */
function firstReplyOwns(sim: Simulation, record: StoredRecord, before: State, after: State): void {
  const author = memberOf(record.by);
  for (const event of record.events) {
    if (event.kind !== 'reply-sent' || author === null) continue;
    const card = before.cards.get(event.conversation);
    if (!card) continue;
    const access = accessOf(card, before.directory, author, record.at);
    const owner = after.cards.get(event.conversation)?.owner;
    if (access.length === 0) sim.fail('a reply without access was accepted', record);
    if (access.includes('claimant') && card.status.kind === 'open' && owner !== author) {
      sim.fail('I8: the first reply and the ownership are not one record', { record, owner });
    }
  }
}

/** I8, second half: nobody's second reply goes out unseen. */
function noReplyUnseen(sim: Simulation, record: StoredRecord): void {
  const sent = record.command === null ? undefined : sim.history.commands.get(record.command);
  if (!sent) return;
  for (const event of record.events) {
    if (event.kind !== 'reply-sent') continue;
    const unseen = sim.oracle.records.find(
      (other) =>
        other.seq > sent.seen &&
        other.by !== record.by &&
        other.events.some((one) => one.kind === 'reply-sent' && one.conversation === event.conversation),
    );
    if (unseen) sim.fail('I8: a second reply went out unseen', { record, unseen, seen: sent.seen });
  }
}

/** I15 */
function nobodyRemoved(sim: Simulation, record: StoredRecord, before: State): void {
  const author = memberOf(record.by);
  if (author === null || record.events.some((event) => event.kind === 'command-held')) return;
  if (before.directory.members[author]?.active !== true) sim.fail('I15: by somebody who was removed', record);
}

/** I16 */
function authorIsTheSession(sim: Simulation, record: StoredRecord): void {
  const maker = record.command === null ? undefined : sim.makers.get(record.command);
  if (maker === undefined || maker === record.by || isUsedAgain(sim, record)) return;
  sim.fail('I16: another author', { record, maker });
}

/** I20 */
function alwaysAnAdmin(sim: Simulation, record: StoredRecord, before: State, after: State): void {
  const isAdmin = (state: State): boolean =>
    Object.values(state.directory.members).some(({ active, role }) => active && role === 'admin');
  if (isAdmin(before) && !isAdmin(after)) sim.fail('I20: no admin is left', record);
}

function countRareStates(sim: Simulation, record: StoredRecord, before: State): void {
  const { counters, history, host } = sim;
  const sent = record.command === null ? undefined : history.commands.get(record.command);
  if (sent && sent.generation < host.generation) counters.count('decided-after-crash');
  for (const event of record.events) {
    if (event.kind === 'mention-lapsed' && !sim.isLive(event.member)) counters.count('mention-ended-offline');
    if (event.kind === 'message-received' && before.cards.get(event.conversation)?.status.kind === 'closed') {
      counters.count('woken-by-customer');
    }
    if (event.kind === 'member-deactivated' && sim.hasWaiting(event.member))
      counters.count('removed-with-commands');
    if (event.kind !== 'command-held') continue;
    const { reason } = event.refusal;
    if (reason === 'already-owned') counters.count('lost-claim');
    if (reason === 'unseen-reply') counters.count('held-second-reply');
    if (reason === 'stale-ownership') counters.count('stale-ownership');
    if (reason === 'mention-lapsed') counters.count('late-guest');
  }
}
