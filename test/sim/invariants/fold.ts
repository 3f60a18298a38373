// I19: folding the log gives the same everywhere. I9: the customer has every answer once.

import { verifyChain } from '../../../server/log/chain.ts';
import { MemoryLog } from '../../../server/log/memory.ts';
import { rebuild } from '../../../server/rebuild.ts';
import { seededChance } from '../../support/fakeChance.ts';
import { WORKSPACE } from '../../support/startRelay.ts';
import { DocumentHistory } from '../documentHistory.ts';
import { EVERYTHING, type Oracle } from '../oracle.ts';
import { channels } from '../relayHost.ts';
import type { Simulation } from '../simulation.ts';

/** I3 and I19: what is on disk is what was confirmed, record by record, and the cards are their fold. */
export function checkLog(sim: Simulation): void {
  const { log } = sim.disk;
  const stored = log.read(WORKSPACE, 0, EVERYTHING);
  const same = stored.map(({ hash }) => hash).join() === sim.oracle.records.map(({ hash }) => hash).join();
  if (!same)
    sim.fail('I3: the log is not what was confirmed', {
      stored: stored.length,
      confirmed: sim.oracle.records.length,
    });
  for (const damage of verifyChain(log, WORKSPACE)) sim.fail('the chain is broken', damage);
  for (const [id, card] of sim.oracle.state.cards) {
    const here = JSON.stringify(log.card(WORKSPACE, id)?.card);
    if (here !== JSON.stringify(card)) sim.fail('I19: the card is not the fold', { id, here, card });
  }
  if (JSON.stringify(log.directory(WORKSPACE)) !== JSON.stringify(sim.oracle.state.directory)) {
    sim.fail('I19: the directory is not the fold', log.directory(WORKSPACE));
  }
}

/** I19: documents that are made again from the log say what they said. */
export function checkRebuild(sim: Simulation): void {
  if (!(sim.disk.log instanceof MemoryLog)) return;
  const log = sim.disk.log.clone();
  const again = new DocumentHistory();
  rebuild(WORKSPACE, { log, chance: seededChance(7), clock: { now: () => sim.relayNow }, channels });
  for (const document of sim.oracle.documents.names) {
    again.appended(log.document(document).map((update) => ({ document, update })));
    const before = comparable(sim.oracle.documents.newest(document));
    const after = comparable(again.newest(document));
    if (before !== after) sim.fail('I19: another document after a rebuild', { document, before, after });
  }
}

/** The epoch is another after a rebuild, keyed pairs may stand in another order, and a document may be empty or none. */
function comparable(content: string | null): string {
  if (content === null) return '';
  const [arrays, maps] = JSON.parse(content) as [unknown[][], [string, unknown][][]];
  const sorted = arrays.map((array) => array.map((item) => JSON.stringify(item)).sort());
  const pairs = maps.map((map) => map.filter(([key]) => key !== 'epoch'));
  return [...sorted, ...pairs].every(({ length }) => length === 0) ? '' : JSON.stringify([sorted, pairs]);
}

/** I9: in the customer's chat stands each message and each reply once, in the order of the log, and nothing else. */
export function checkChats(sim: Simulation, isOver: boolean): void {
  for (const { name, core } of sim.visitors) {
    const expected = saidTo(sim.oracle, core.visitor);
    const shown = core.timeline.filter(({ pending }) => !pending).map(({ key }) => key);
    const wanted = isOver ? expected : expected.slice(0, shown.length);
    if (shown.join() === wanted.join() || (!isOver && showsPast(sim, core.visitor, shown))) continue;
    sim.fail('I9: the customer sees something else', { name, shown, expected });
  }
}

/** Whoever has not heard of a restore or an erasure still has what is gone; never some of this and some of that. */
function showsPast({ oracle }: Simulation, visitor: string, shown: string[]): boolean {
  return [...oracle.lost, ...oracle.erased].some((history) => {
    return saidTo(history, visitor).slice(0, shown.length).join() === shown.join();
  });
}

function saidTo({ contacts, records }: Oracle['lost'][number], visitor: string): string[] {
  const conversation = contacts.get(visitor);
  const isErased = records.some(({ events }) =>
    events.some((event) => event.kind === 'conversation-erased' && event.conversation === conversation),
  );
  if (isErased) return [];
  return records.flatMap(({ events, command, seq }) =>
    events.flatMap((event) => {
      if (event.kind === 'message-received' && event.conversation === conversation) return [event.message];
      const isReply = event.kind === 'reply-sent' && event.conversation === conversation;
      return isReply ? [command ?? String(seq)] : [];
    }),
  );
}
