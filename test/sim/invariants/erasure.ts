// Of a contact who was erased nothing is left on the relay's disk: neither in the log nor in a document.

import { WORKSPACE } from '../../support/startRelay.ts';
import { EVERYTHING } from '../oracle.ts';
import type { Simulation } from '../simulation.ts';

/** When the relay says that it is done. What somebody sends afterwards, who has not heard of it, is their own. */
export function checkErased(sim: Simulation, contact: string): void {
  const erasedAt = new Map<string, number>();
  for (const { events, seq } of sim.oracle.records)
    for (const event of events)
      if (event.kind === 'conversation-erased') erasedAt.set(event.conversation, seq);
  const theirs = [...sim.oracle.state.cards.values()].filter((card) => card.contact.id === contact);
  const gone = new Set(theirs.map(({ id }) => id));
  const said = sim.history.canaries.flatMap((canary, number) => {
    const conversation = canary.conversation();
    if (conversation === null || !gone.has(conversation)) return [];
    const record = canary.record();
    return record !== null && record <= (erasedAt.get(conversation) ?? 0) ? [`~${number}~`] : [];
  });
  const { log } = sim.disk;
  const records = Buffer.from(JSON.stringify(log.read(WORKSPACE, 0, EVERYTHING)));
  const places: [string, Buffer][] = [...sim.disk.documents].map((name) => [
    name,
    Buffer.concat(log.document(name)),
  ]);
  for (const [place, bytes] of [['the log', records] as const, ...places]) {
    const left = said.filter((mark) => bytes.includes(mark));
    if (left.length > 0) sim.fail('something of an erased contact is left', { place, left });
  }
  sim.counters.count('contact-erased');
}
