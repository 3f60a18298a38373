import { describe, expect, test } from 'vitest';
import type { Intake } from '#lib/rules/directory.ts';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { accessOf } from '#lib/rules/access.ts';
import { reply, resend } from '../support/commands.ts';
import {
  archived,
  away,
  contact,
  contactUpdated,
  delivery,
  erased,
  lapsed,
  mentioned,
  noted,
  owned,
  photo,
  received,
  replied,
  started,
  toTeam,
} from '../support/events.ts';
import { at, by, given, type Happening } from '../support/given.ts';
import { ana, budi, DAY, dewi, leo, mira, NINE, rafi, sales } from '../support/people.ts';
import { fresh, leosInSales } from '../support/scenes.ts';

const budiWrites: RelayInput = {
  kind: 'receive-message',
  conversation: budi,
  contact,
  channel: 'web',
  text: 'Halo',
  attachments: [],
  message: 'message-1',
};

const intake = (to: Intake): Happening => by(mira, { kind: 'intake-set', intake: to });

describe('a new contact’s first message is routed by the intake setting', () => {
  test('unassigned', () => {
    given().happens(budiWrites).then([started(), received()]);
  });

  test('A4 A5 a team inbox: the team has it, and is told', () => {
    const outcome = given(intake({ kind: 'team-inbox', team: sales })).happens(budiWrites);
    outcome.then([started(), received(), toTeam(sales, null, 'intake')]);
    expect(outcome.tells()).toEqual({
      [leo]: 'team-assigned',
      [ana]: 'team-assigned',
      [rafi]: 'team-assigned',
    });
    expect(outcome.accepted().card).toMatchObject({ owner: null, team: sales, queuedAt: null });
  });

  test('A6 a queue: the owner is set at once', () => {
    const outcome = given(intake({ kind: 'queue', team: sales })).happens(budiWrites);
    outcome.then([started(), received(), owned(leo, { team: sales, via: 'queue' })]);
    expect(outcome.accepted().directory.teams[sales]?.turn).toBe(leo);
  });

  test('A6 a queue without anybody available: it waits', () => {
    const scene = given(intake({ kind: 'queue', team: sales }), by(mira, away(leo), away(ana), away(rafi)));
    scene.happens(budiWrites).then([started(), received(), toTeam(sales, null, 'queue')]);
    expect(scene.happens(budiWrites).accepted().card.queuedAt).toBe(scene.now);
  });

  test('a team that is archived by now: unassigned', () => {
    for (const kind of ['team-inbox', 'queue'] as const) {
      given(intake({ kind, team: sales }), by(mira, archived(sales)))
        .happens(budiWrites)
        .then([started(), received()]);
    }
  });

  test('only the first: later messages leave it where it is', () => {
    fresh
      .and(intake({ kind: 'queue', team: sales }))
      .happens(budiWrites)
      .then([received()]);
  });

  test('attachments come with it', () => {
    given()
      .happens({ ...budiWrites, text: '', attachments: [photo] })
      .then([started(), { ...received(''), attachments: [photo] }]);
  });
});

describe('a message to an erased conversation', () => {
  test('begins it again, empty: nobody is left unheard, and nothing of before is seen', () => {
    const scene = leosInSales.and(by(leo, mentioned(dewi, NINE + DAY)), by('relay', erased()));
    scene.happens(budiWrites).then([started(), received()]);
    const again = scene.happens(budiWrites).accepted();
    expect({ ...again.card, startedAt: 0, activityAt: 0 }).toStrictEqual({
      ...fresh.card,
      seq: 6,
      ownership: { seq: 6, at: scene.now, by: 'contact', other: null },
      lastPublic: { seq: 6, at: scene.now, by: 'contact', text: 'Halo' },
      lastInbound: 6,
      waitingSince: scene.now,
      startedAt: 0,
      activityAt: 0,
    });
    again.when(dewi, reply('Halo')).then([owned(dewi, { via: 'first-reply' }), replied('Halo')]);
  });

  test('what else the relay does about it changes nothing', () => {
    const scene = leosInSales.and(by(leo, mentioned(dewi, NINE)), by('relay', erased()));
    const inputs: RelayInput[] = [
      { kind: 'lapse-mention', conversation: budi, member: dewi },
      { kind: 'end-snooze', conversation: budi },
      { kind: 'change-delivery', conversation: budi, reply: 3, delivery: { state: 'sent' } },
      { kind: 'rename-contact', conversation: budi, name: 'Budi' },
    ];
    for (const input of inputs) {
      scene.happens(input).then([]);
      given().happens(input).then([]);
    }
  });
});

describe('C4 the end of a mention', () => {
  const until = NINE + DAY;
  const asked = leosInSales.and(by(leo, noted('@Dewi', dewi), mentioned(dewi, until)));
  const lapse: RelayInput = { kind: 'lapse-mention', conversation: budi, member: dewi };

  test('C4 is told at its time, not before, and once', () => {
    asked.happens(lapse, { at: until - 1 }).then([]);
    asked.happens(lapse, { at: until }).then([lapsed(dewi)]);
    asked
      .happens(lapse, { at: until })
      .accepted()
      .happens(lapse, { at: until + 1 })
      .then([]);
  });

  test('C5 a timer of the mention before says nothing about a new one', () => {
    const again = asked.and(at(until - 1, by(leo, mentioned(dewi, until - 1 + DAY))));
    again.happens(lapse, { at: until }).then([]);
    again.happens(lapse, { at: until - 1 + DAY }).then([lapsed(dewi)]);
  });

  test('C5 a late timer does not make it longer, and one of nobody changes nothing', () => {
    const late = asked.happens(lapse, { at: until + DAY }).accepted();
    expect(late.card.guests[dewi]?.until).toBe(until);
    expect(accessOf(late.card, late.directory, dewi, until)).toEqual([]);
    asked.happens({ kind: 'lapse-mention', conversation: budi, member: rafi }, { at: until }).then([]);
  });
});

describe('G2 what becomes of a reply', () => {
  test('G2 is told to the thread, and changes no card but for its seq', () => {
    const sent = leosInSales.and(by(leo, replied('Halo')));
    const states = [
      { state: 'sent' },
      { state: 'delivered' },
      { state: 'trying', reason: 'timeout' },
    ] as const;
    for (const state of states) {
      const outcome = sent.happens({
        kind: 'change-delivery',
        conversation: budi,
        reply: 4,
        delivery: state,
      });
      outcome.then([delivery(4, state)]);
      expect(outcome.accepted().card).toStrictEqual({ ...sent.card, seq: 5 });
    }
  });
});

describe('G2 a reply that did not arrive', () => {
  const replies = leosInSales.and(by(leo, replied('Halo')), by(leo, replied('Ada lagi?')));
  const lost = replies.and(
    by('relay', delivery(5, { state: 'unknown' })),
    by('relay', delivery(4, { state: 'failed', reason: 'http-404' })),
  );

  test('G2 stands on the card, oldest first, until it is on its way again', () => {
    expect(lost.card.undelivered).toEqual([4, 5]);
    const again = lost.when(leo, resend(4)).accepted();
    expect(again.card.undelivered).toEqual([5]);
    const arrived = again.and(
      by('relay', delivery(4, { state: 'sent' }), delivery(5, { state: 'delivered' })),
    );
    expect('undelivered' in arrived.card).toBe(false);
  });

  test('G2 is tried again for who asks, and only if it is lost', () => {
    lost.when(leo, resend(5)).then([delivery(5, { state: 'trying', reason: '' })]);
    lost.when(leo, resend(3)).then([]);
    replies.when(leo, resend(4)).then([]);
    lost.when(leo, resend(4)).accepted().when(leo, resend(4)).then([]);
  });

  test('G2 is tried again by whoever may reply and by admins, by nobody else', () => {
    const trying = [delivery(4, { state: 'trying', reason: '' })];
    lost.when(mira, resend(4)).then(trying);
    lost
      .and(by(leo, mentioned(dewi, NINE + DAY)))
      .when(dewi, resend(4))
      .then(trying);
    lost.when(ana, resend(4)).then({ reason: 'not-allowed' });
    lost.when(dewi, resend(4)).then({ reason: 'no-access' });
  });

  test('G2 keeps only the newest on a card that loses every reply', () => {
    const many = Array.from({ length: 60 }, (_, index) => delivery(index + 1, { state: 'unknown' as const }));
    const { card } = leosInSales.and(by('relay', ...many));
    expect(card.undelivered).toEqual(Array.from({ length: 50 }, (_, index) => index + 11));
  });
});

describe('a customer who says their name', () => {
  test('is renamed, and keeps what members know of them', () => {
    const known = fresh.and(by(leo, contactUpdated({ ...contact, fields: { company: 'Toko' } })));
    const rename: RelayInput = { kind: 'rename-contact', conversation: budi, name: 'Pak Budi' };
    known
      .happens(rename)
      .then([contactUpdated({ id: contact.id, name: 'Pak Budi', fields: { company: 'Toko' } })]);
    known.happens(rename).accepted().happens(rename).then([]);
  });
});

test('a workspace is named before anybody is there to name it', () => {
  given()
    .happens({ kind: 'name-workspace', name: 'Toko' })
    .then([{ kind: 'workspace-named', name: 'Toko' }]);
});
