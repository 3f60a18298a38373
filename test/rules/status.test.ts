import { describe, expect, test } from 'vitest';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { catchUp, wake } from '#lib/rules/waking.ts';
import { assignTo, close, open, snooze, start, updateContact } from '../support/commands.ts';
import {
  archived,
  available,
  away,
  awoken,
  cleared,
  closed,
  collaborating,
  contact,
  contactUpdated,
  deactivated,
  erased,
  opened,
  of,
  owned,
  received,
  replied,
  snoozed,
  started,
  teamSet,
  toTeam,
} from '../support/events.ts';
import { at, by, given } from '../support/given.ts';
import { ana, budi, DAY, dewi, HOUR, leo, mira, NINE, sales, support } from '../support/people.ts';
import { dewis, fresh, inSales, leosInSales } from '../support/scenes.ts';

const tomorrow = NINE + DAY;

describe('open, snooze, close', () => {
  test('close: since when is the relay’s time', () => {
    leosInSales.when(leo, close(), { at: NINE + HOUR }).then([closed(NINE + HOUR)]);
  });

  test('snooze until, and until another time', () => {
    leosInSales.when(leo, snooze(tomorrow)).then([snoozed(tomorrow)]);
    leosInSales
      .and(by(leo, snoozed(tomorrow)))
      .when(leo, snooze(tomorrow + 1))
      .then([snoozed(tomorrow + 1)]);
  });

  test('open what was closed or snoozed', () => {
    leosInSales
      .and(by(leo, closed(NINE)))
      .when(leo, open())
      .then([opened()]);
    leosInSales
      .and(by(leo, snoozed(tomorrow)))
      .when(leo, open())
      .then([opened()]);
  });

  test('no change: accepted without events', () => {
    leosInSales.when(leo, open()).then([]);
    leosInSales
      .and(by(leo, closed(NINE)))
      .when(leo, close())
      .then([]);
    leosInSales
      .and(by(leo, snoozed(tomorrow)))
      .when(leo, snooze(tomorrow))
      .then([]);
  });

  test('a snooze that was over before it arrived leaves it open, or opens it', () => {
    const { now } = leosInSales;
    leosInSales.when(leo, snooze(now)).then([]);
    leosInSales.when(leo, snooze(now + 1)).then([snoozed(now + 1)]);
    leosInSales
      .and(by(leo, closed(NINE)))
      .when(leo, snooze(NINE))
      .then([opened()]);
  });

  test('the owner and the team stay', () => {
    const { card } = leosInSales.when(leo, close()).accepted();
    expect(card).toMatchObject({ owner: leo, team: sales, ownership: leosInSales.card.ownership });
  });

  test('by the owner, collaborators, claimants and admins; not by teammates', () => {
    leosInSales.when(mira, close()).then([closed(leosInSales.now)]);
    leosInSales.when(ana, close()).then({ reason: 'not-allowed' });
    inSales.when(ana, close()).then([closed(inSales.now)]);
    leosInSales.when(dewi, close()).then({ reason: 'no-access' });
  });
});

describe('a closed conversation that is opened again', () => {
  const shut = leosInSales.and(by(leo, collaborating(dewi)), by(leo, closed(NINE)));

  test('its owner was deactivated meanwhile: it is unassigned in its team', () => {
    const scene = shut.and(by(mira, deactivated(leo)));
    scene.when(dewi, open()).then([opened(), cleared(leo, 'owner-gone')]);
    expect(scene.when(dewi, open()).accepted().card).toMatchObject({ owner: null, team: sales });
    scene.when(dewi, snooze(tomorrow)).then([snoozed(tomorrow), cleared(leo, 'owner-gone')]);
  });

  test('its owner left the team meanwhile: it is unassigned there, as his open ones are', () => {
    shut
      .and(by(mira, teamSet(sales, ana)))
      .when(dewi, open())
      .then([opened(), cleared(leo, 'owner-gone')]);
  });

  test('its team was archived meanwhile: its owner keeps it, through no team', () => {
    shut
      .and(by(mira, archived(sales)))
      .when(dewi, open())
      .then([opened(), toTeam(null, sales, 'archived')]);
    shut
      .and(by(mira, archived(sales)))
      .when(dewi, snooze(tomorrow))
      .then([snoozed(tomorrow), toTeam(null, sales, 'archived')]);
  });

  test('both: it goes to the intake', () => {
    const scene = shut.and(by(mira, archived(sales)), by(mira, deactivated(leo)));
    scene.when(dewi, open()).then([opened(), cleared(leo, 'owner-gone'), toTeam(null, sales, 'archived')]);
    expect(scene.when(dewi, open()).accepted().card).toMatchObject({ owner: null, team: null });
  });

  test('it had nobody, and its team was archived: it goes to the intake', () => {
    const scene = inSales.and(by(mira, closed(NINE)), by(mira, archived(sales)));
    scene.when(mira, open()).then([opened(), toTeam(null, sales, 'archived')]);
  });

  test('what is open has nothing to catch up with, even where a browser’s directory is newer than its card', () => {
    const { directory } = leosInSales.and(by(mira, deactivated(leo), archived(sales)));
    expect(catchUp(leosInSales.card, directory)).toEqual({ card: leosInSales.card, events: [] });
    expect(wake(leosInSales.card, directory)).toEqual([]);
  });

  test('it belongs to no team: an owner who left some team keeps it', () => {
    dewis
      .and(by(dewi, closed(NINE)), by(mira, teamSet(support)))
      .when(dewi, open())
      .then([opened()]);
  });

  test('a customer who writes finds somebody, whatever happened meanwhile', () => {
    const writes: RelayInput = {
      kind: 'receive-message',
      conversation: budi,
      contact,
      channel: 'web',
      text: 'Halo lagi',
      attachments: [],
      message: 'message-9',
    };
    const message = received('Halo lagi', 'message-9');
    shut.happens(writes).then([message, opened()]);
    leosInSales.happens(writes).then([message]);
    leosInSales
      .and(by(leo, snoozed(tomorrow)))
      .happens(writes)
      .then([message, opened()]);
    shut
      .and(by(mira, deactivated(leo)))
      .happens(writes)
      .then([message, opened(), cleared(leo, 'owner-gone')]);
    expect(
      shut
        .and(by(mira, deactivated(leo)))
        .happens(writes)
        .tells(),
    ).toEqual({
      ana: 'team-assigned',
      rafi: 'team-assigned',
      dewi: 'message',
    });
    shut
      .and(by(mira, archived(sales)))
      .happens(writes)
      .then([message, opened(), toTeam(null, sales, 'archived')]);
  });
});

describe('a snooze', () => {
  const asleep = leosInSales.and(by(leo, snoozed(tomorrow)));
  const ends = { kind: 'end-snooze', conversation: budi } as const;

  test('ends at its time, and not before', () => {
    asleep.happens(ends, { at: tomorrow - 1 }).then([]);
    asleep.happens(ends, { at: tomorrow }).then([awoken()]);
    expect(asleep.happens(ends, { at: tomorrow }).accepted().card.status).toEqual({ kind: 'open' });
  });

  test('that was ended otherwise ends no more', () => {
    asleep.and(by(leo, opened())).happens(ends, { at: tomorrow }).then([]);
    asleep
      .and(by(leo, closed(NINE)))
      .happens(ends, { at: tomorrow })
      .then([]);
    asleep
      .and(by(leo, snoozed(tomorrow + DAY)))
      .happens(ends, { at: tomorrow })
      .then([]);
    asleep.and(by('relay', erased())).happens(ends, { at: tomorrow }).then([]);
    given().happens(ends, { at: tomorrow }).then([]);
  });

  test('of what waits for a queue hands it to whoever is available, or lets it wait on', () => {
    const waiting = fresh.and(
      by(leo, away(leo)),
      by(mira, teamSet(sales, leo, ana), away(ana)),
      by(mira, toTeam(sales, null, 'queue')),
      by(mira, snoozed(tomorrow)),
    );
    waiting.happens(ends, { at: tomorrow }).then([awoken()]);
    expect(waiting.happens(ends, { at: tomorrow }).accepted().card.queuedAt).toBe(waiting.card.queuedAt);
    waiting
      .and(by(ana, available(ana)))
      .happens(ends, { at: tomorrow })
      .then([awoken(), owned(ana, { team: sales, via: 'queue' })]);
    waiting
      .and(by(ana, available(ana)))
      .when(leo, open())
      .then([opened(), owned(ana, { team: sales, via: 'queue' })]);
    waiting
      .and(by(ana, available(ana)))
      .when(leo, close())
      .then([closed(waiting.now + 60_000)]);
  });

  test('of what waited for the queue of a team that is archived by now does not wait there', () => {
    const waiting = fresh.and(
      by(mira, toTeam(sales, null, 'queue')),
      by(mira, closed(NINE)),
      by(mira, archived(sales)),
    );
    const scene = waiting.when(mira, open()).accepted();
    expect(scene.card).toMatchObject({ owner: null, team: null, queuedAt: null });
  });
});

describe('starting a conversation', () => {
  const siti = { id: 'contact-siti', name: 'Siti', fields: {} };

  test('makes its starter the owner', () => {
    given()
      .when(dewi, start(siti, ''))
      .then([started(siti), owned(dewi, { via: 'start' })]);
  });

  test('with a first message, in the same record', () => {
    given()
      .when(dewi, start(siti, 'Halo Siti'))
      .then([started(siti), owned(dewi, { via: 'start' }), replied('Halo Siti')]);
  });

  test('under the name of one that is there', () => {
    leosInSales.when(leo, start(siti, 'Halo')).then({ reason: 'conversation-exists' });
    leosInSales.when(dewi, start(siti, 'Halo')).then({ reason: 'conversation-exists' });
  });

  test('with a contact who has one: all that is said with one contact is one conversation', () => {
    const had = given(by(dewi, of('first', started(siti))));
    had.when(dewi, start(siti, 'Halo')).then({ reason: 'contact-taken' });
  });

  test('on a channel that is not there', () => {
    const wish = { ...start(siti, 'Halo'), channel: 'lost-pigeon' };
    given().when(dewi, wish).then({ reason: 'unknown-channel', channel: 'lost-pigeon' });
  });

  test('I15 by somebody who is no longer here', () => {
    given(by(mira, deactivated(dewi)))
      .when(dewi, start(siti, 'Halo'))
      .then({ reason: 'no-access' });
  });
});

describe('the contact', () => {
  test('is changed by whoever sees the conversation, guests too', () => {
    const better = { ...contact, name: 'Pak Budi', fields: { company: 'Toko' } };
    for (const member of [leo, ana, mira]) {
      leosInSales.when(member, updateContact('Pak Budi', { company: 'Toko' })).then([contactUpdated(better)]);
    }
    const changed = leosInSales.when(leo, updateContact('Pak Budi', { company: 'Toko' })).accepted();
    expect(changed.card.contact).toEqual(better);
    leosInSales.when(dewi, updateContact('Pak Budi')).then({ reason: 'no-access' });
  });

  test('D1 grants nobody access, and changes nothing else', () => {
    const { card } = leosInSales.when(leo, updateContact('Pak Budi')).accepted();
    expect({ ...card, contact, seq: 0 }).toStrictEqual({ ...leosInSales.card, seq: 0 });
  });

  test('F3 late changes of it are decided as they arrive', () => {
    leosInSales
      .and(at(NINE + HOUR, by(mira, contactUpdated({ ...contact, name: 'Budi S.' }))))
      .when(leo, updateContact('Pak Budi'), { seen: 1 })
      .then([contactUpdated({ ...contact, name: 'Pak Budi' })]);
    expect(leosInSales.when(leo, assignTo(dewi)).refusal).toBeNull();
  });
});
