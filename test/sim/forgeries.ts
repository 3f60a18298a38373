// Commands that a client of ours would never write, or not then.

import { everybody } from '../support/people.ts';
import { CHANNEL } from '../support/startRelay.ts';
import type { Dice } from './dice.ts';
import type { Oracle } from './oracle.ts';

export interface Forging {
  dice: Dice;
  oracle: Oracle;
  newId: () => string;
}

const EXTREMES = [0, 1, -1, 2 ** 31, 2 ** 53 - 1, 1e308];

export function forgedCommand({ dice, oracle, newId }: Forging, self: string): object {
  const ids = [...oracle.state.cards.keys()];
  const conversation = dice.maybe(ids) ?? newId();
  const team = dice.pick(Object.keys(oracle.state.directory.teams));
  const member = dice.pick(everybody);
  const decided = dice.maybe([...oracle.verdicts.keys()]);
  const base = {
    id: decided !== undefined && dice.happens(0.15) ? decided : newId(),
    seen: dice.happens(0.5) ? oracle.state.seq : dice.pick(EXTREMES),
    written: dice.happens(0.5) ? oracle.state.at : dice.pick(EXTREMES),
  };
  const text = `from ${self}`;
  return dice.pick<() => object>([
    () => ({ ...base, kind: 'reply', conversation, text, attachments: [] }),
    () => ({ ...base, kind: 'reply', conversation, text, attachments: [], by: member, owner: self }),
    () => ({ ...base, kind: 'note', conversation, text, attachments: [], mention: self }),
    () => ({ ...base, kind: 'note', conversation, text, attachments: [], mention: member }),
    () => ({ ...base, kind: 'assign', conversation, to: { kind: 'me' } }),
    () => ({ ...base, kind: 'assign', conversation, to: { kind: 'team-member', team, member: self } }),
    () => ({ ...base, kind: 'add-collaborators', conversation, members: [self, self] }),
    () => ({
      ...base,
      kind: 'set-status',
      conversation,
      status: { kind: 'snoozed', until: dice.pick(EXTREMES) },
    }),
    () => ({ ...base, kind: 'save-draft', conversation, tab: 'reply', text }),
    () => ({ ...base, kind: 'mark-read', conversation, upTo: dice.pick(EXTREMES) }),
    () => ({ ...base, kind: 'set-role', member: self, role: 'admin' }),
    () => ({ ...base, kind: 'deactivate-member', member }),
    () => ({ ...base, kind: 'set-team-members', team, members: [self] }),
    () => ({ ...base, kind: 'set-availability', member, availability: 'away' }),
    () => ({ ...base, kind: 'dismiss-held', command: decided ?? newId() }),
    () => ({ ...base, kind: 'constructor', conversation }),
    () => ({ ...base, kind: 'reply', conversation, text: 'x'.repeat(70_000), attachments: [] }),
    () => ({ kind: 'reply' }),
    () => ({}),
  ])();
}

export function forgedMessage({ dice, oracle, newId }: Forging): object {
  const known = dice.maybe([...oracle.verdicts.keys()]);
  const id = known !== undefined && dice.happens(0.3) ? known : newId();
  const written = dice.pick(EXTREMES);
  return dice.pick<object>([
    { id, kind: 'say', name: 'Toko Kopi', text: 'from the street', attachments: [], written },
    { id, kind: 'say', name: null, text: 'from the street', attachments: [], written: 0 },
    {
      id,
      kind: 'say',
      name: 'x',
      text: 'x',
      attachments: [],
      written: 0,
      conversation: newId(),
      channel: CHANNEL,
    },
    { id, kind: 'introduce', name: 'Mira', written: 0 },
    {
      id,
      kind: 'reply',
      conversation: dice.maybe([...oracle.state.cards.keys()]) ?? newId(),
      text: 'x',
      seen: 0,
      written: 0,
    },
    { id },
  ]);
}
