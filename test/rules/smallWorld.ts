// The smallest world in which everything can go wrong: two members, a guest, a team, a conversation, and what they do.

import type { Command } from '#lib/rules/command.ts';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { EMPTY_DIRECTORY, evolveDirectory } from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import { byMember, type Author, type MemberId } from '#lib/rules/ids.ts';
import { nextMentionEnd } from '#lib/rules/mention.ts';
import * as ask from '../support/commands.ts';
import { contact, received, started } from '../support/events.ts';
import type { Asked, Story } from '../support/invariants.ts';
import { budi, dewi, HOUR, leo, mira, NINE, sales } from '../support/people.ts';
import { decideIn, inputIn, recordIn } from '../support/world.ts';

/** Mira (admin) and Leo sell. Dewi is in no team: whatever she sees of Budi, she was let in to. */
const founding: Event[] = [
  { kind: 'member-joined', member: mira, name: 'Mira', role: 'admin', colour: 0 },
  { kind: 'member-joined', member: leo, name: 'Leo', role: 'agent', colour: 0 },
  { kind: 'member-joined', member: dewi, name: 'Dewi', role: 'agent', colour: 0 },
  { kind: 'team-created', team: sales, name: 'Sales', members: [leo, mira] },
];

const empty: Story = {
  world: { directory: founding.reduce(evolveDirectory, EMPTY_DIRECTORY), cards: {}, seq: 0, at: NINE },
  log: [],
};

/** Budi wrote, and sales has him. */
export const beginning: Story = withRecord(empty, 'contact', [
  started(),
  received(),
  { kind: 'team-assigned', conversation: budi, team: sales, before: null, via: 'intake' },
]);

/** What every device had seen before it went offline: the beginning. */
export const BLIND = beginning.world.seq;

/** What one action makes of a story: null where it cannot be done now. */
export type Action = (story: Story) => { after: Story; asked: Asked } | null;

export function withRecord(story: Story, by: Author, events: Event[]): Story {
  const entry = { seq: story.world.seq + 1, at: story.world.at, by, events };
  return { world: recordIn(story.world, entry), log: [...story.log, entry] };
}

const asks =
  (actor: MemberId, wanted: ask.Ask, sight: 'fresh' | 'blind' = 'fresh'): Action =>
  (story) => {
    const seen = sight === 'blind' ? BLIND : story.world.seq;
    // As `seen`: what a team looked like to whoever changes it.
    const known = wanted.kind === 'set-team-members' && story.world.directory.teams[wanted.team]?.members;
    const command: Command = { ...wanted, ...(known && { before: [...known] }), id: 'c', seen, written: 0 };
    const at = story.world.at;
    const decision = decideIn(story.world, actor, command, at);
    const asked = { actor, command, decision, at };
    const events = 'events' in decision ? decision.events : [];
    return { after: events.length === 0 ? story : withRecord(story, byMember(actor), events), asked };
  };

const happens =
  (input: RelayInput): Action =>
  (story) => {
    const by = input.kind === 'receive-message' ? 'contact' : 'relay';
    const events = inputIn(story.world, input, { by, at: story.world.at });
    return events.length === 0 ? null : { after: withRecord(story, by, events), asked: null };
  };

/** Time alone: nothing has been told yet. */
const passes =
  (to: (story: Story) => number | null): Action =>
  (story) => {
    const at = to(story);
    if (at === null || at <= story.world.at) return null;
    return { after: { ...story, world: { ...story.world, at } }, asked: null };
  };

const writes: RelayInput = {
  kind: 'receive-message',
  conversation: budi,
  contact,
  channel: 'web',
  text: 'Halo',
  attachments: [],
  message: 'm',
};

const nextEnd = ({ world }: Story): number | null => {
  const card = world.cards[budi];
  return card ? nextMentionEnd(card, world.at) : null;
};

/** What concerns access to, and ownership of, one conversation. */
export const everyday: Record<string, Action> = {
  'Budi writes': happens(writes),
  'Leo replies': asks(leo, ask.reply('a')),
  'Leo replies blind': asks(leo, ask.reply('a'), 'blind'),
  'Mira replies blind': asks(mira, ask.reply('b'), 'blind'),
  'Dewi replies': asks(dewi, ask.reply('c')),
  'Dewi replies blind': asks(dewi, ask.reply('c'), 'blind'),
  'Leo takes it blind': asks(leo, ask.assignToMe(), 'blind'),
  'Mira takes it': asks(mira, ask.assignToMe()),
  'Mira gives it to Dewi': asks(mira, ask.assignTo(dewi)),
  'Mira gives it to the team': asks(mira, ask.assignToTeam(sales)),
  'Mira gives it to the queue': asks(mira, ask.assignByQueue(sales)),
  'Leo lets go': asks(leo, ask.unassign()),
  'Dewi takes it': asks(dewi, ask.assignToMe()),
  'Leo mentions Dewi': asks(leo, ask.note('@', dewi)),
  'Dewi mentions Leo': asks(dewi, ask.note('@', leo)),
  'Mira ends the mention': asks(mira, ask.endMention(dewi)),
  'Leo adds Dewi': asks(leo, ask.addCollaborators(dewi)),
  'Dewi adds herself and Leo': asks(dewi, ask.addCollaborators(dewi, leo)),
  'Dewi leaves': asks(dewi, ask.removeCollaborator(dewi)),
  'Leo closes': asks(leo, ask.close()),
  'Dewi opens': asks(dewi, ask.open()),
  '12 hours pass': passes(({ world }) => world.at + 12 * HOUR),
  'the last millisecond of a mention': passes((story) => (nextEnd(story) ?? 0) - 1),
  'a mention’s end': passes(nextEnd),
  'the timer tells it': happens({ kind: 'lapse-mention', conversation: budi, member: dewi }),
};

/** What concerns who works here and what that does to the conversation. */
export const comingAndGoing: Record<string, Action> = {
  'Budi writes': happens(writes),
  'Budi is erased': (story) =>
    story.world.cards[budi]?.erased
      ? null
      : {
          after: withRecord(story, 'relay', [{ kind: 'conversation-erased', conversation: budi }]),
          asked: null,
        },
  'Leo replies': asks(leo, ask.reply('a')),
  'Dewi replies': asks(dewi, ask.reply('c')),
  'Leo takes it': asks(leo, ask.assignToMe()),
  'Mira gives it to Dewi': asks(mira, ask.assignTo(dewi)),
  'Mira gives it to the queue': asks(mira, ask.assignByQueue(sales)),
  'Mira adds Dewi': asks(mira, ask.addCollaborators(dewi)),
  'Mira mentions Dewi': asks(mira, ask.note('@', dewi)),
  'Mira closes': asks(mira, ask.close()),
  'Mira snoozes': (story) => asks(mira, ask.snooze(story.world.at + 12 * HOUR))(story),
  'Dewi opens': asks(dewi, ask.open()),
  '12 hours pass': passes(({ world }) => world.at + 12 * HOUR),
  'the snooze ends': happens({ kind: 'end-snooze', conversation: budi }),
  'Leo is away': asks(leo, ask.setAvailability(leo, 'away')),
  'Leo is back': asks(leo, ask.setAvailability(leo, 'available')),
  'Mira is away': asks(mira, ask.setAvailability(mira, 'away')),
  'the queue is pulled': happens({ kind: 'pull-queue', team: sales }),
  'Mira deactivates Leo': asks(mira, ask.deactivate(leo)),
  'Leo joins again': happens({ kind: 'join-member', member: leo, name: 'Leo', role: 'agent', colour: 0 }),
  'Mira leaves Leo out of the team': asks(mira, ask.setTeam(sales, mira)),
  'Mira takes Dewi into the team': asks(mira, ask.setTeam(sales, dewi, leo, mira)),
  'Mira archives the team': asks(mira, ask.archive(sales)),
  'Mira promotes Leo': asks(mira, ask.setRole(leo, 'admin')),
  'Leo deactivates Mira': asks(leo, ask.deactivate(mira)),
  'Mira steps down': asks(mira, ask.setRole(mira, 'agent')),
};
