// I11: no byte of a conversation is ever sent to somebody who may not read it then. Whatever people say carries a mark; every
// payload is searched for marks when it leaves for a session.

import type { Principal } from '../../../server/principal.ts';
import type { Canary } from '../history.ts';
import type { Simulation } from '../simulation.ts';
import { NEIGHBOURS_SECRET } from './neighbours.ts';

export function inspectPayload(sim: Simulation, who: Principal, document: string, payload: Uint8Array): void {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (bytes.includes(NEIGHBOURS_SECRET)) sim.fail('I17: heard from next door', { who, document });
  for (let at = bytes.indexOf('~'); at >= 0; at = bytes.indexOf('~', at + 1)) {
    const mark = /^~(\d+)~/.exec(bytes.toString('latin1', at, at + 9));
    const canary = mark ? sim.history.canaries[Number(mark[1])] : undefined;
    if (canary && !mayHear(sim, who, canary)) {
      sim.fail('I11: sent to somebody who may not read it', {
        who,
        document,
        mark: mark?.[0],
        now: sim.relayNow,
      });
      return;
    }
  }
}

function mayHear(sim: Simulation, who: Principal, canary: Canary): boolean {
  const conversation = canary.conversation();
  if (who.kind === 'visitor') {
    return (
      canary.isPublic && (conversation === null || sim.oracle.contacts.get(who.visitor) === conversation)
    );
  }
  // One's own words are on one's own shelf and in one's own drafts.
  if (canary.author === who.member || canary.isForOffice === true) return true;
  if (conversation === null) return false;
  return sim.oracle.mayRead(who.member, conversation, { since: canary.record() ?? 0, now: sim.relayNow });
}
