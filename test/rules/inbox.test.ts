import { describe, expect, test } from 'vitest';
import { accessOf } from '#lib/rules/access.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import {
  compareCards,
  countKeys,
  inboxesOf,
  personalViews,
  teamInboxesOf,
  viewsIn,
} from '#lib/rules/inbox.ts';
import { isUnread } from '#lib/rules/personal.ts';
import { assignInTeam, assignTo, assignToMe, assignToTeam, reply, unassign } from '../support/commands.ts';
import {
  archived,
  closed,
  collaborating,
  deactivated,
  erased,
  mentioned,
  noted,
  of,
  owned,
  received,
  replied,
  snoozed,
  started,
  teamSet,
  toTeam,
} from '../support/events.ts';
import { at, by, type Scene } from '../support/given.ts';
import {
  ana,
  DAY,
  dewi,
  everybody,
  HOUR,
  leo,
  mira,
  NINE,
  nobody,
  rafi,
  sales,
  siti,
  support,
} from '../support/people.ts';
import { dewis, fresh, inSales, leosInSales } from '../support/scenes.ts';

const inboxes = (scene: Scene, time = scene.now) => inboxesOf(scene.card, scene.directory, time);

describe('A9 team inboxes that show a conversation', () => {
  test('A4 A9 without an owner: its team’s, under Unassigned', () => {
    expect(inboxes(inSales)).toEqual(['team/sales', 'all']);
    expect(viewsIn('team/sales', inSales.card, inSales.now)).toEqual(['all', 'unassigned']);
  });

  test('A1 A7 A9 with an owner of the team it came through: the owner’s and that team’s, no longer Unassigned', () => {
    const scene = fresh.when(mira, assignInTeam(sales, rafi)).accepted();
    expect(inboxes(scene)).toEqual(['inbox/rafi', 'team/sales', 'all']);
    expect(viewsIn('team/sales', scene.card, scene.now)).toEqual(['all']);
    expect(viewsIn('inbox/rafi', scene.card, scene.now)).toEqual(['assigned']);
  });

  test('A8 A9 with an owner, through no team: those of every team the owner belongs to', () => {
    expect(inboxes(fresh.when(mira, assignTo(rafi)).accepted())).toEqual([
      'inbox/rafi',
      'team/sales',
      'team/support',
      'all',
    ]);
    expect(inboxes(dewis)).toEqual(['inbox/dewi', 'team/support', 'all']);
    expect(inboxes(fresh.when(mira, assignToMe()).accepted())).toEqual(['inbox/mira', 'all']);
  });

  test('A9 reassigned to somebody outside the team, it leaves the team’s inbox', () => {
    expect(inboxes(leosInSales)).toEqual(['inbox/leo', 'team/sales', 'all']);
    expect(inboxes(leosInSales.when(leo, assignTo(dewi)).accepted())).toEqual([
      'inbox/dewi',
      'team/support',
      'all',
    ]);
    expect(inboxes(leosInSales.when(leo, assignTo(mira)).accepted())).toEqual(['inbox/mira', 'all']);
  });

  test('A9 moved from team to team, it is in the new one only', () => {
    expect(inboxes(leosInSales.when(leo, assignToTeam(support)).accepted())).toEqual(['team/support', 'all']);
  });

  test('A9 unassigned without a team: in the intake, for everybody', () => {
    expect(inboxes(dewis.when(dewi, unassign()).accepted())).toEqual(['intake', 'all']);
    expect(inboxes(fresh)).toEqual(['intake', 'all']);
    expect(viewsIn('intake', fresh.card, fresh.now)).toEqual(['all', 'unassigned']);
  });

  test('A9 in every combination of owner, team and who belongs where', () => {
    let tried = 0;
    const makeups = [[leo, ana], [rafi], [leo, rafi, mira], []].flatMap((sellers) =>
      [[dewi], [rafi, leo], []].map((supporters) => ({ sellers, supporters })),
    );
    for (const { sellers, supporters } of makeups) {
      for (const extra of [[], [archived(support)], [deactivated(leo)], [deactivated(rafi)]]) {
        const { directory } = fresh.and(
          by(mira, teamSet(sales, ...sellers), teamSet(support, ...supporters), ...extra),
        );
        for (const owner of [null, leo, rafi, dewi, mira, nobody]) {
          for (const team of [null, sales, support, 'nowhere']) {
            const card = { ...fresh.card, owner, team };
            expect(teamInboxesOf(card, directory)).toEqual(asA9Says(card, directory));
            tried += 1;
          }
        }
      }
    }
    console.log(`A9: ${tried} combinations`);
    expect(tried).toBe(12 * 4 * 6 * 4);
  });

  /** A9, word by word. */
  function asA9Says(card: Card, { teams, members }: Directory): string[] {
    return [sales, support].filter((id) => {
      const team = teams[id];
      if (!team || team.archived) return false;
      if (card.owner === null) return card.team === id;
      const ownerIsOfIt = members[card.owner]?.active === true && team.members.includes(card.owner);
      return ownerIsOfIt && (card.team === null || card.team === id);
    });
  }
});

describe('E1 inboxes of a member', () => {
  test('A1 E1 Assigned to me, B4 Collaborating, C4 Mentioned: each where it holds', () => {
    const scene = leosInSales.and(
      by(leo, collaborating(dewi), mentioned(dewi, NINE + DAY), mentioned(rafi, NINE + DAY)),
    );
    const views = (member: string) => personalViews(scene.card, member, scene.now);
    expect([leo, dewi, rafi, ana].map(views)).toEqual([
      ['assigned'],
      ['collaborating', 'mentioned'],
      ['mentioned'],
      [],
    ]);
    expect(inboxes(scene)).toEqual(['inbox/leo', 'inbox/dewi', 'inbox/rafi', 'team/sales', 'all']);
    expect(inboxes(scene, NINE + DAY)).toEqual(['inbox/leo', 'inbox/dewi', 'team/sales', 'all']);
  });

  test('the inbox of somebody deactivated goes on unread, and an erased conversation is in none', () => {
    const scene = leosInSales.and(by(leo, collaborating(dewi)));
    const all = ['inbox/leo', 'inbox/dewi', 'team/sales', 'all'];
    expect(inboxes(scene.and(by(mira, deactivated(dewi))))).toEqual(all);
    expect(inboxes(scene.and(by(mira, deactivated(leo))))).toEqual(['inbox/leo', 'inbox/dewi', 'all']);
    const gone = scene.and(by('relay', erased()));
    expect(inboxes(gone)).toEqual([]);
    expect(viewsIn('inbox/leo', gone.card, gone.now)).toEqual([]);
    expect(countKeys('all', gone.card, gone.now)).toEqual([]);
  });

  test('whoever has it in an inbox that they may read has access, and the other way round', () => {
    const scenes = [
      fresh,
      inSales,
      leosInSales,
      dewis,
      leosInSales.and(by(leo, mentioned(dewi, NINE + DAY))),
    ];
    for (const scene of scenes) {
      for (const member of everybody) {
        const readable = inboxes(scene).some((inbox) => mayRead(member, inbox, scene.directory));
        const access = accessOf(scene.card, scene.directory, member, scene.now);
        expect(readable, member).toBe(access.length > 0);
      }
    }
  });

  function mayRead(member: string, inbox: string, { teams, members }: Directory): boolean {
    const [kind, id] = inbox.split('/');
    if (kind === 'inbox') return id === member;
    if (kind === 'intake') return true;
    if (members[member]?.role === 'admin') return true;
    return kind === 'team' && teams[id ?? '']?.members.includes(member) === true;
  }
});

describe('E1 live counts', () => {
  const keys = (scene: Scene, inbox: Parameters<typeof countKeys>[0]) =>
    countKeys(inbox, scene.card, scene.now);

  test('E1 E2 count by view and status', () => {
    expect(keys(inSales, 'team/sales')).toEqual(['all.open', 'unassigned.open']);
    expect(keys(leosInSales, 'team/sales')).toEqual(['all.open']);
    expect(keys(leosInSales, 'inbox/leo')).toEqual(['assigned.open']);
    const closedNow = leosInSales.and(by(leo, collaborating(dewi)), by(leo, closed(NINE)));
    expect(keys(closedNow, 'inbox/dewi')).toEqual(['collaborating.closed']);
    expect(keys(closedNow, 'all')).toEqual(['all.closed']);
    const asleep = leosInSales.and(by(leo, snoozed(NINE + DAY)));
    expect(keys(asleep, 'inbox/leo')).toEqual(['assigned.snoozed']);
    expect(keys(leosInSales, 'inbox/ana')).toEqual([]);
  });
});

describe('E2 the list', () => {
  test('E2 shows the last message in or out, when it was and by whom; notes are not messages', () => {
    const scene = leosInSales.and(by(leo, replied('Sudah dikirim')), by(ana, noted('Rahasia')));
    expect(scene.card.lastPublic).toEqual({
      seq: 4,
      at: NINE + 4 * 60_000,
      by: 'member:leo',
      text: 'Sudah dikirim',
    });
    expect(scene.card.activityAt).toBe(NINE + 5 * 60_000);
  });

  test('E2 newest first', () => {
    const cards = [
      { ...fresh.card, id: 'a', activityAt: 1, waitingSince: 1 },
      { ...fresh.card, id: 'b', activityAt: 3 },
      { ...fresh.card, id: 'c', activityAt: 3 },
      { ...fresh.card, id: 'd', activityAt: 2, waitingSince: null },
    ];
    const ids = [...cards].sort(compareCards('newest')).map((card) => card.id);
    expect(ids).toEqual(['c', 'b', 'd', 'a']);
    expect(
      [...cards]
        .reverse()
        .sort(compareCards('newest'))
        .map((card) => card.id),
    ).toEqual(ids);
  });

  test('E2 who has waited longest first, then those who do not wait, newest first', () => {
    const cards = [
      { ...fresh.card, id: 'a', activityAt: 9, waitingSince: null },
      { ...fresh.card, id: 'b', activityAt: 3, waitingSince: 5 },
      { ...fresh.card, id: 'c', activityAt: 3, waitingSince: 2 },
      { ...fresh.card, id: 'd', activityAt: 10, waitingSince: null },
      { ...fresh.card, id: 'e', activityAt: 4, waitingSince: 5 },
    ];
    const ids = [...cards].sort(compareCards('waiting')).map((card) => card.id);
    expect(ids).toEqual(['c', 'e', 'b', 'd', 'a']);
    expect(
      [...cards]
        .reverse()
        .sort(compareCards('waiting'))
        .map((card) => card.id),
    ).toEqual(ids);
  });

  test('E2 a customer waits from their first unanswered message until a reply', () => {
    const asked = fresh.and(by('contact', received('Halo?', 'message-2')));
    expect(asked.card.waitingSince).toBe(NINE + 60_000);
    expect(asked.when(dewi, reply('Halo')).accepted().card.waitingSince).toBeNull();
    // Closed without an answer, they wait again from when they write again.
    const again = asked.and(
      by(mira, closed(NINE)),
      at(NINE + HOUR, by('contact', received('Halo?', 'message-3'))),
    );
    expect(again.card.waitingSince).toBe(NINE + HOUR);
  });
});

describe('F4 E2 unread', () => {
  test('E2 by messages, and by mentions of me; not by what happens inside', () => {
    const read = leosInSales.seq;
    const unread = (scene: Scene, member: string) => isUnread(scene.card, member, read);
    expect(isUnread(fresh.card, leo, 0)).toBe(true);
    expect(isUnread({ ...fresh.card, lastInbound: 0 }, leo, 0)).toBe(false);
    expect(unread(leosInSales, leo)).toBe(false);
    expect(unread(leosInSales.and(by('contact', received('Halo?', 'message-2'))), leo)).toBe(true);
    const inside = leosInSales.and(
      by(ana, noted('x')),
      by(ana, toTeam(support, sales)),
      by(ana, owned(dewi, { team: support, via: 'team-member' })),
      by(dewi, replied('x')),
      by(dewi, collaborating(leo)),
    );
    expect(unread(inside, leo)).toBe(false);
    const mention = leosInSales.and(by(leo, noted('@Dewi', dewi), mentioned(dewi, NINE + DAY)));
    expect([leo, dewi].map((member) => unread(mention, member))).toEqual([false, true]);
    expect(isUnread(mention.card, dewi, mention.seq)).toBe(false);
  });

  test('E2 is of one conversation alone', () => {
    const scene = leosInSales.and(by('contact', of(siti, started()), of(siti, received())));
    expect(isUnread(scene.card, leo, 3)).toBe(false);
    expect(isUnread(scene.cardOf(siti), leo, 3)).toBe(true);
  });
});
