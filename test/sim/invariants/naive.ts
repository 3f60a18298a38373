// The rules' own fold held against the naive model, at each record: what cards say, and who may see what, at its instant and
// around the ends of mentions. I18 besides: the model keeps the turns of each queue.

import { accessOf } from '#lib/rules/access.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { isConversationEvent } from '#lib/rules/event.ts';
import type { StoredRecord } from '../../../server/log/log.ts';
import type { Paper } from '../naiveModel.ts';
import type { State } from '../oracle.ts';
import type { Simulation } from '../simulation.ts';

export function agreesWithNaive(sim: Simulation, record: StoredRecord, _before: State, after: State): void {
  const { naive } = sim;
  naive.apply(record);
  for (const unfair of naive.unfair.splice(0)) sim.fail('I18: a turn out of order', { unfair, record });
  const aboutOffice = record.events.some((event) => !isConversationEvent(event));
  const touched = new Set(record.events.filter(isConversationEvent).map(({ conversation }) => conversation));
  for (const [id, card] of after.cards) {
    if (!touched.has(id) && !aboutOffice) continue;
    const paper = naive.papers.get(id);
    if (!paper || said(paper) !== saidBy(card))
      sim.fail('the card is not what the naive model says', {
        id,
        card: saidBy(card),
        paper: paper && said(paper),
      });
    checkAccess(sim, card, after, record.at);
  }
}

/** I10 and I11: the rules' access is that of the model, which knows them from their words only. */
function checkAccess(sim: Simulation, card: Card, { directory }: State, at: number): void {
  for (const member of Object.keys(directory.members)) {
    const end = sim.naive.papers.get(card.id)?.asked.get(member) ?? at;
    for (const now of new Set([at, Math.max(at, end - 1), Math.max(at, end)])) {
      const may = accessOf(card, directory, member, now).length > 0;
      if (may !== sim.naive.maySee(member, card.id, now))
        sim.fail('I10/I11: access is not what the naive model says', { member, id: card.id, now, may });
    }
  }
}

function said({ owner, team, helpers, status, erased }: Paper): string {
  return JSON.stringify([owner, team, [...helpers].sort(), status, erased]);
}

function saidBy({ owner, team, collaborators, status, erased }: Card): string {
  return JSON.stringify([owner, team, [...collaborators].sort(), status.kind, erased]);
}
