// What every replica must be, at all times and after healing.

import * as Y from 'yjs';
import { readNoteText } from '#lib/doc/noteDoc.ts';
import { guard } from '../../../server/guard.ts';
import { SECOND } from '../../support/people.ts';
import { WORKSPACE } from '../../support/startRelay.ts';
import { isMerged, parseDocumentName } from '#lib/doc/names.ts';
import type { ConversationCore } from '#lib/doc/client/conversationCore.ts';
import { belongsTo } from '#lib/rules/directory.ts';
import type { OpenDocument } from '#lib/doc/client/open.ts';
import { contentOf } from '../documentHistory.ts';
import type { MemberAtDevice } from '../people.ts';
import type { Simulation } from '../simulation.ts';

/** I1: every replica of a decided document is in a state that was on disk. Looks at those that changed since the last time. */
export class PrefixWatch {
  readonly #ended = new WeakSet<ConversationCore>();
  readonly #seen = new WeakMap<OpenDocument, number>();

  look(sim: Simulation): void {
    for (const { name, documents } of sim.members)
      for (const document of documents) this.#look(sim, name, document);
    for (const { views } of sim.members) for (const view of views.values()) this.#countEnd(sim, view);
  }

  #countEnd(sim: Simulation, view: ConversationCore): void {
    if (!view.ended || this.#ended.has(view)) return;
    this.#ended.add(view);
    sim.counters.count('access-ended-in-sight');
  }

  #look(sim: Simulation, who: string, document: OpenDocument): void {
    const ref = parseDocumentName(document.name);
    if (!ref || isMerged(ref.kind) || this.#seen.get(document) === document.version) return;
    this.#seen.set(document, document.version);
    if (sim.oracle.documents.has(document.name, document.doc)) return;
    sim.fail('I1: a replica is in a state that never was on disk', {
      who,
      document: document.name,
      replica: contentOf(document.name, document.doc),
      newest: sim.oracle.documents.newest(document.name),
    });
  }
}

/** I2: some time after healing every replica is complete and the newest, and nothing waits any more. */
export function checkConverged(sim: Simulation): void {
  for (const member of sim.members) {
    const { core, name } = member;
    if (!isHere(sim, member)) continue;
    if (core.connection.state !== 'live')
      sim.fail('I2: not connected after healing', { name, state: core.connection });
    if (core.waiting > 0)
      sim.fail('I2: commands still wait', { name, entries: core.session.own?.outbox.entries });
    for (const document of member.documents) checkDocument(sim, member, document);
  }
  for (const { name, core } of sim.visitors) {
    const pending = core.timeline.filter((line) => line.pending);
    if (pending.length > 0) sim.fail('I2: a customer’s message still waits', { name, pending });
  }
}

function checkDocument(
  sim: Simulation,
  { name, member, views, notes, core }: MemberAtDevice,
  document: OpenDocument,
): void {
  const ref = parseDocumentName(document.name);
  if (!ref || (isMerged(ref.kind) && ref.kind !== 'note')) return;
  const { directory, cards } = sim.oracle.state;
  const now = sim.relayNow;
  const who = { kind: 'member', workspace: WORKSPACE, member } as const;
  const may = (at: number): boolean =>
    guard(ref, who, { directory, card: (id) => cards.get(id) ?? null, now: at }).kind === 'open';
  if (ref.kind === 'note') return may(now) ? checkNote(sim, name, document, notes.has(document)) : undefined;
  if (!may(now)) {
    // What ended just now is on its way. After its clock was put forward the relay may not have looked yet: nothing is sent.
    if (may(now - SECOND) || sim.disk.log.due(WORKSPACE, 1).some(({ at }) => at <= now)) return;
    if (document.doc.store.clients.size > 0)
      sim.fail('I11: a copy is left of what may not be read', {
        name,
        document: document.name,
        ...standingOf(document),
        now: sim.relayNow,
      });
    return;
  }
  // Nobody looks at it: it is kept up to date in the background, one after another.
  const isViewed = ref.kind !== 'thread' || views.has(ref.conversation);
  if (!isViewed && !document.synced) return;
  // A thread asks again when somebody looks at it and something of it is known; a team's inbox, if it is one of theirs.
  const isAskedFor =
    ref.kind === 'thread'
      ? core.forecaster.confirmed(ref.conversation) !== null
      : ref.kind !== 'team' || belongsTo(directory, member, ref.team);
  if (!document.ended) checkNewest(sim, name, document);
  else if (isViewed && isAskedFor)
    sim.fail('I2: closed to somebody who may read it', {
      name,
      document: document.name,
      ended: document.ended,
    });
}

function checkNewest(sim: Simulation, name: string, document: OpenDocument): void {
  if (!document.synced)
    sim.fail('I2: not synced after healing', { name, document: document.name, ...standingOf(document) });
  const newest = sim.oracle.documents.newest(document.name);
  const here = contentOf(document.name, document.doc);
  if (newest !== null && here !== newest)
    sim.fail('I2: not the newest after healing', { name, document: document.name, here, newest });
}

/** Whoever has a contact note open shows what the relay has of it, neither less nor more: so all of them show the same. */
function checkNote(sim: Simulation, name: string, document: OpenDocument, isViewed: boolean): void {
  // Begun anew, or its relay knows nothing of whoever wrote it: the next look at it asks again.
  if (document.ended) return;
  if (!document.synced) {
    if (isViewed) sim.fail('I2: a contact note is not synced', { name, document: document.name });
    return;
  }
  sim.counters.count('note-compared');
  const stored = new Y.Doc();
  for (const update of sim.disk.log.document(document.name)) Y.applyUpdate(stored, update);
  const [here, there] = [document.doc, stored].map((doc) => readNoteText(doc));
  if (here !== there)
    sim.fail('I2: a contact note is not what the relay has', { name, document: document.name, here, there });
}

function standingOf({ loaded, known, synced, ended, doc }: OpenDocument): object {
  return { loaded, known, synced, ended, waits: doc.store.pendingStructs !== null };
}

function isHere(sim: Simulation, { member }: MemberAtDevice): boolean {
  return sim.oracle.state.directory.members[member]?.active === true;
}
