import { describe, expect, test } from 'vitest';
import { notify, type NotificationKind } from '#lib/rules/notification.ts';
import {
  assignByQueue,
  assignInTeam,
  assignTo,
  assignToMe,
  assignToTeam,
  note,
  reply,
  unassign,
} from '../support/commands.ts';
import {
  archived,
  away,
  cleared,
  closed,
  collaborating,
  collaboratorGone,
  contact,
  contactUpdated,
  deactivated,
  delivery,
  lapsed,
  mentioned,
  mentionEnded,
  noted,
  opened,
  owned,
  photo,
  received,
  replied,
  started,
  toTeam,
} from '../support/events.ts';
import type { ConversationEvent, Event } from '#lib/rules/event.ts';
import { by, type Scene } from '../support/given.ts';
import { ana, budi, DAY, dewi, leo, mira, NINE, rafi, sales, support } from '../support/people.ts';
import { dewis, fresh, inSales, leosInSales } from '../support/scenes.ts';

type Told = Partial<Record<string, NotificationKind>>;
const message = received('Halo?', 'message-2');

describe('A5 a team without an owner', () => {
  test('A5 all its members are told of the assignment', () => {
    expect(fresh.when(dewi, assignToTeam(sales)).tells()).toEqual({
      [leo]: 'team-assigned',
      [ana]: 'team-assigned',
      [rafi]: 'team-assigned',
    });
  });

  test('A5 A10 all but whoever did it', () => {
    expect(fresh.when(leo, assignToTeam(sales)).tells()).toEqual({
      [ana]: 'team-assigned',
      [rafi]: 'team-assigned',
    });
  });

  test('A5 all its members are told of every incoming message', () => {
    expect(inSales.telling('contact', message)).toEqual({
      [leo]: 'message',
      [ana]: 'message',
      [rafi]: 'message',
    });
  });

  test('A5 until it has an owner: from then on only the owner', () => {
    const taken = inSales.when(leo, reply('Halo')).accepted();
    expect(taken.telling('contact', message)).toEqual({ [leo]: 'message' });
  });

  test('A5 the first message and the assignment are told as one', () => {
    expect(fresh.telling('contact', message, toTeam(support, null, 'intake'))).toEqual({
      [dewi]: 'team-assigned',
      [rafi]: 'team-assigned',
    });
  });

  test('A5 an owner who lets go leaves it to the team', () => {
    expect(leosInSales.when(leo, unassign()).tells()).toEqual({
      [ana]: 'team-assigned',
      [rafi]: 'team-assigned',
    });
    expect(leosInSales.when(leo, assignToTeam(support)).tells()).toEqual({
      [dewi]: 'team-assigned',
      [rafi]: 'team-assigned',
    });
  });

  test('A5 without a team there is nobody to tell', () => {
    expect(fresh.telling('contact', message)).toEqual({});
    expect(dewis.when(dewi, unassign()).tells()).toEqual({});
    expect(inSales.telling(mira, archived(sales), toTeam(null, sales, 'archived'))).toEqual({});
    expect(leosInSales.telling(mira, archived(sales), toTeam(null, sales, 'archived'))).toEqual({});
  });

  test('A5 who is away is told, who is deactivated is not', () => {
    const scene = inSales.and(by(ana, away(ana)), by(mira, deactivated(rafi)));
    expect(scene.telling('contact', message)).toEqual({ [leo]: 'message', [ana]: 'message' });
  });
});

describe('A6 A7 an owner', () => {
  test('A6 is told of the assignment by queue, and of incoming messages', () => {
    const outcome = fresh.when(mira, assignByQueue(sales));
    expect(outcome.tells()).toEqual({ [leo]: 'assigned' });
    expect(outcome.accepted().telling('contact', message)).toEqual({ [leo]: 'message' });
  });

  test('A6 is told once where the first message brings both', () => {
    const begun = [started(), received(), owned(leo, { team: sales, via: 'queue' })];
    const stamp = { seq: 1, at: NINE, by: 'contact' as const };
    expect(notify(null, begun, fresh.directory, stamp)).toEqual([
      { id: '1-budi', member: leo, kind: 'assigned', conversation: budi, seq: 1, at: NINE, by: 'contact' },
    ]);
  });

  test('A7 is told of the assignment through a team, and of incoming messages', () => {
    const outcome = fresh.when(mira, assignInTeam(sales, ana));
    expect(outcome.tells()).toEqual({ [ana]: 'assigned' });
    expect(outcome.accepted().telling('contact', message)).toEqual({ [ana]: 'message' });
  });

  test('A8 is told of the assignment by a member', () => {
    expect(leosInSales.when(leo, assignTo(dewi)).tells()).toEqual({ [dewi]: 'assigned' });
  });

  test('an ex-owner stops being told at once', () => {
    const outcome = leosInSales.when(ana, assignTo(ana));
    expect(outcome.tells()).toEqual({});
    expect(outcome.accepted().telling('contact', message)).toEqual({ [ana]: 'message' });
    const toAna = owned(ana, { before: leo, team: sales, via: 'member' });
    expect(leosInSales.telling('contact', message, toAna)).toEqual({ [ana]: 'assigned' });
    expect(leosInSales.telling('contact', message, owned(dewi, { before: leo, via: 'member' }))).toEqual({
      [dewi]: 'assigned',
    });
  });

  test('collaborators are told of incoming messages, as they answer together with the owner', () => {
    expect(leosInSales.and(by(leo, collaborating(dewi))).telling('contact', message)).toEqual({
      [leo]: 'message',
      [dewi]: 'message',
    });
  });

  test('who is no longer an owner, collaborator or teammate by the end of the record is not told', () => {
    const scene = leosInSales.and(by(leo, collaborating(dewi)));
    expect(scene.telling('contact', message, collaboratorGone(dewi))).toEqual({ [leo]: 'message' });
    expect(scene.telling(mira, collaborating(ana), collaboratorGone(ana))).toEqual({});
    expect(
      scene.telling(
        'relay',
        owned(ana, { before: leo, via: 'queue' }),
        owned(mira, { before: ana, via: 'member' }),
      ),
    ).toEqual({
      [mira]: 'assigned',
    });
    expect(scene.telling('relay', mentioned(rafi, NINE + DAY), mentionEnded(rafi))).toEqual({});
    const twice = [
      owned(ana, { before: leo, team: sales, via: 'queue' }),
      owned(rafi, { before: ana, team: sales, via: 'queue' }),
    ];
    expect(scene.telling('relay', ...twice)).toEqual({ [rafi]: 'assigned' });
  });
});

describe('A10 nobody is told of what they did themselves', () => {
  const cases: [string, Scene, string, Event[]][] = [
    ['assigned to themselves', fresh, leo, [owned(leo, { via: 'self' })]],
    ['drew their own turn', fresh, leo, [owned(leo, { team: sales, via: 'queue' })]],
    ['replied first', inSales, ana, [owned(ana, { team: sales, via: 'first-reply' }), replied('Halo')]],
    ['joined as collaborator', leosInSales, ana, [collaborating(ana)]],
    ['replied', leosInSales, leo, [replied('Halo')]],
  ];

  test.each(cases)('A10 %s', (_what, scene, actor, events) => {
    expect(scene.telling(actor, ...events)).toEqual({});
  });

  test('A10 but everybody else of it', () => {
    expect(leosInSales.telling(ana, collaborating(ana, dewi))).toEqual({ [dewi]: 'collaborator-added' });
  });
});

describe('B4 C3 who is asked for help', () => {
  test('B4 collaborators when they are added', () => {
    expect(leosInSales.telling(leo, collaborating(dewi, mira))).toEqual({
      [dewi]: 'collaborator-added',
      [mira]: 'collaborator-added',
    });
  });

  test('C3 a mentioned member, by the mention first of all', () => {
    expect(leosInSales.when(leo, note('@Dewi', dewi)).tells()).toEqual({ [dewi]: 'mentioned' });
    const all: ConversationEvent[] = [
      message,
      collaborating(dewi),
      owned(dewi, { before: leo, via: 'member' }),
      mentioned(dewi, NINE + DAY),
    ];
    expect(leosInSales.telling('relay', ...all)).toEqual({ [dewi]: 'mentioned' });
    expect(leosInSales.telling('relay', ...all.slice(0, 3))).toEqual({ [dewi]: 'assigned' });
    expect(leosInSales.telling('relay', ...all.slice(0, 2))).toEqual({
      [leo]: 'message',
      [dewi]: 'collaborator-added',
    });
  });

  test('of several reasons the first of mention, assignment, collaboration, team and message, in whatever order', () => {
    const told = (member: string, ...events: ConversationEvent[]) => {
      const forwards = leosInSales.telling('relay', ...events)[member];
      expect(leosInSales.telling('relay', ...[...events].reverse())[member]).toBe(forwards);
      return forwards;
    };
    const mention = mentioned(ana, NINE + DAY);
    const free = cleared(leo, 'to-team');
    expect(told(ana, mention, owned(ana, { before: leo, via: 'member' }))).toBe('mentioned');
    expect(told(ana, mention, collaborating(ana))).toBe('mentioned');
    expect(told(ana, mention, free)).toBe('mentioned');
    expect(told(ana, owned(ana, { before: leo, via: 'member' }), message)).toBe('assigned');
    expect(told(ana, collaborating(ana), free)).toBe('collaborator-added');
    expect(told(ana, collaborating(ana), message)).toBe('collaborator-added');
    expect(told(ana, free, message)).toBe('team-assigned');
  });

  test('I15 who is no longer here is told nothing, whatever they still are', () => {
    const gone = leosInSales.and(by(leo, collaborating(dewi)), by(mira, deactivated(dewi)));
    expect(gone.telling('contact', message)).toEqual({ [leo]: 'message' });
    expect(gone.telling('relay', mentioned(dewi, NINE + DAY))).toEqual({});
  });

  test('C3 guests are told nothing more', () => {
    const guest = leosInSales.and(by(leo, mentioned(dewi, NINE + DAY)));
    expect(guest.telling('contact', message)).toEqual({ [leo]: 'message' });
  });
});

describe('what is told to nobody', () => {
  const quiet: ConversationEvent[] = [
    noted('x'),
    replied('x', [photo]),
    lapsed(dewi),
    mentionEnded(dewi),
    collaboratorGone(ana),
    opened(),
    closed(NINE),
    { kind: 'snooze-ended', conversation: budi },
    contactUpdated(contact),
    delivery(3, { state: 'failed', reason: 'no such number' }),
  ];

  test.each(quiet.map((event) => [event.kind, event] as const))('%s', (_kind, event) => {
    expect(leosInSales.and(by(leo, collaborating(ana))).telling('relay', event)).toEqual({} satisfies Told);
  });
});

test('A6 A7 asking for oneself leaves the one before untold: it shows in the thread', () => {
  expect(leosInSales.when(mira, assignToMe()).tells()).toEqual({});
});
