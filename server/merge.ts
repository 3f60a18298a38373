// An update that a client offers to a merged document: looked at before it is decoded into anything, then applied whole
// or not at all.

import * as Y from 'yjs';
import { inspect, type Policy, type Usable } from './frontDoor/inspect.ts';
import { guard, type View } from './guard.ts';
import type { Log } from './log/log.ts';
import type { Principal } from './principal.ts';
import type { Room } from './room.ts';
import type { Session } from './session.ts';
import type { Turn } from './turn.ts';

export interface Merger {
  readonly log: Pick<Log, 'clientOwner'>;
  readonly turn: Turn;
  view(): View;
  document(name: string): Y.Doc;
  change(name: string, write: (doc: Y.Doc) => void): void;
}

/** Returns true if the document took something new. */
export function mergeUpdate(merger: Merger, room: Room, session: Session, update: Uint8Array): boolean {
  if (session.isOver || guard(room.ref, session.who, merger.view()).kind === 'refused') return false;
  const owner = ownerOf(session.who);
  const doc = merger.document(room.name);
  const owns = (client: number): boolean => {
    const bound = merger.turn.clientOwner(room.name, client) ?? merger.log.clientOwner(room.name, client);
    return bound === null || bound === owner;
  };
  const inspection = inspect(update, doc, policyOf(room, owns));
  const take = ({ update: taken, clients }: Usable): true => {
    for (const client of clients) merger.turn.add('clients', { document: room.name, client, owner });
    merger.change(room.name, (target) => Y.applyUpdate(target, taken));
    return true;
  };
  switch (inspection.kind) {
    case 'refused':
      session.close(inspection.code, inspection.reason);
      return false;
    case 'missing': {
      // No offence: something was lost on the way. The answer brings it all, if the client has it.
      const taken = inspection.usable !== null && take(inspection.usable);
      session.ask(Y.encodeStateVector(merger.document(room.name)));
      return taken;
    }
    case 'ok':
      return !inspection.empty && take({ update, clients: inspection.clients });
  }
}

function policyOf(room: Room, ownsClient: Policy['ownsClient']): Policy {
  return room.ref.kind === 'note'
    ? { root: 'note', shape: 'rich-text', ownsClient }
    : { root: 'commands', shape: 'append-only', ownsClient };
}

function ownerOf(who: Principal): string {
  return who.kind === 'member' ? `member:${who.member}` : `visitor:${who.visitor}`;
}
