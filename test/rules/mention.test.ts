import { describe, expect, test } from 'vitest';
import { accessEndsAt, accessOf } from '#lib/rules/access.ts';
import { inboxesOf, personalViews } from '#lib/rules/inbox.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import { guestsOf, mentionEnd, mentionRuns, nextMentionEnd } from '#lib/rules/mention.ts';
import {
  addCollaborators,
  assignToMe,
  close,
  endMention,
  note,
  open,
  removeCollaborator,
  reply,
  saveDraft,
  snooze,
  unassign,
  updateContact,
} from '../support/commands.ts';
import {
  collaborating,
  deactivated,
  lapsed,
  mentioned,
  mentionEnded,
  noted,
  owned,
  photo,
  replied,
} from '../support/events.ts';
import { at, by, type Scene } from '../support/given.ts';
import { ana, budi, DAY, dewi, HOUR, leo, mira, NINE, nobody, rafi, sales } from '../support/people.ts';
import { fresh, leosInSales } from '../support/scenes.ts';

const seen = (scene: Scene, member: string, now: number) =>
  accessOf(scene.card, scene.directory, member, now);

describe('C1 a note', () => {
  test('C1 is a note: nothing goes to the customer, and nobody’s access changes', () => {
    leosInSales.when(leo, note('Hati-hati')).then([noted('Hati-hati')]);
    const { card } = leosInSales.when(leo, note('Hati-hati')).accepted();
    expect(card).toStrictEqual({
      ...leosInSales.card,
      seq: leosInSales.seq + 1,
      activityAt: leosInSales.now,
    });
  });

  test('C1 may be written by everybody who sees the conversation, and leaves the owner as it is', () => {
    for (const member of [leo, ana, rafi, mira]) {
      leosInSales.when(member, note('Catatan')).then([noted('Catatan')]);
    }
    fresh.when(dewi, note('Catatan')).then([noted('Catatan')]);
    leosInSales.when(dewi, note('Catatan')).then({ reason: 'no-access' });
  });

  test('takes attachments once they are stored', () => {
    leosInSales.when(leo, note('Foto', null, [photo])).then([{ ...noted('Foto'), attachments: [photo] }]);
    leosInSales
      .when(leo, note('Foto', null, [{ ...photo, id: 'lost-photo' }]))
      .then({ reason: 'unknown-attachment', attachment: 'lost-photo' });
  });

  test('is decided whatever happened since it was written', () => {
    leosInSales
      .and(by(ana, replied('Sudah')))
      .when(leo, note('Lama'), { seen: 0 })
      .then([noted('Lama')]);
  });
});

describe('C2 C3 a mention', () => {
  const now = leosInSales.now;
  const asked = leosInSales.when(leo, note('@Dewi?', dewi)).accepted();
  const until = now + DAY;

  test('C2 C3 is one member, for 24 hours from the moment the relay accepted it', () => {
    leosInSales.when(leo, note('@Dewi?', dewi)).then([noted('@Dewi?', dewi), mentioned(dewi, now + DAY)]);
    expect(MENTION_MS).toBe(86_400_000);
    expect(mentionEnd(NINE)).toBe(NINE + 86_400_000);
  });

  test('C3 the mentioned member sees and replies, and is neither owner nor collaborator', () => {
    expect(seen(asked, dewi, asked.now)).toEqual(['guest']);
    expect(asked.card).toMatchObject({ owner: leo, collaborators: [] });
    asked.when(dewi, reply('Bisa')).then([replied('Bisa')]);
    asked.when(dewi, note('Bisa')).then([noted('Bisa')]);
  });

  test('C3 the mentioned member is notified', () => {
    expect(leosInSales.when(leo, note('@Dewi?', dewi)).tells()).toEqual({ [dewi]: 'mentioned' });
  });

  test('C3 C4 I10 gives access from the instant it is accepted until 24 hours later, not at that instant', () => {
    expect(seen(leosInSales, dewi, now)).toEqual([]);
    expect(seen(asked, dewi, now)).toEqual(['guest']);
    expect(seen(asked, dewi, until - 1)).toEqual(['guest']);
    expect(seen(asked, dewi, until)).toEqual([]);
    expect(seen(asked, dewi, until + 1)).toEqual([]);
  });

  test('C4 when the time is up it leaves their inbox, whether or not the timer has said so', () => {
    expect(inboxesOf(asked.card, asked.directory, until - 1)).toContain('inbox/dewi');
    expect(inboxesOf(asked.card, asked.directory, until)).not.toContain('inbox/dewi');
    expect(personalViews(asked.card, dewi, until - 1)).toEqual(['mentioned']);
    expect(personalViews(asked.card, dewi, until)).toEqual([]);
  });

  test('C4 when the time is up everything they still ask for says so', () => {
    for (const ask of [
      reply('Terlambat'),
      note('Terlambat'),
      note('@Ana', ana),
      assignToMe(),
      close(),
      updateContact('Budi'),
      saveDraft('Terlambat'),
    ]) {
      asked.when(dewi, ask, { at: until }).then({ reason: 'mention-lapsed', until });
    }
  });

  test('C5 that the timer said so changes nothing about it, early or late or never', () => {
    const told = asked.and(at(until, by('relay', lapsed(dewi))));
    expect(told.card.guests).toEqual({ [dewi]: { until, by: 'member:leo', seq: 4, over: true } });
    expect(seen(told, dewi, until - 1)).toEqual(['guest']);
    expect(seen(told, dewi, until)).toEqual([]);
  });

  test('C5 nothing but a new mention moves the end', () => {
    const busy = asked.and(
      by(leo, collaborating(dewi)),
      by(leo, { kind: 'collaborator-removed', conversation: budi, member: dewi }),
      by(dewi, replied('Bisa')),
      by(mira, owned(ana, { before: leo, team: sales, via: 'member' })),
      by(leo, mentioned(rafi, until + HOUR)),
    );
    expect(busy.card.guests[dewi]?.until).toBe(until);
    expect(seen(busy, dewi, until)).toEqual([]);
  });

  test('C5 a new mention starts a new 24 hours, before the end or after it', () => {
    const early = asked.when(ana, note('@Dewi lagi', dewi), { at: until - 1 }).accepted();
    expect(early.card.guests[dewi]).toEqual({
      until: until - 1 + DAY,
      by: 'member:ana',
      seq: 5,
      over: false,
    });
    const late = asked
      .and(at(until, by('relay', lapsed(dewi))))
      .when(ana, note('@Dewi lagi', dewi), { at: until + HOUR })
      .accepted();
    expect(late.card.guests[dewi]).toEqual({
      until: until + HOUR + DAY,
      by: 'member:ana',
      seq: 6,
      over: false,
    });
  });

  test('C6 a mention alone hands on nothing', () => {
    for (const ask of [
      note('@Ana', ana),
      assignToMe(),
      unassign(),
      addCollaborators(dewi),
      addCollaborators(ana),
      removeCollaborator(ana),
      open(),
      close(),
      snooze(NINE + 9 * DAY),
      endMention(dewi),
    ]) {
      asked.when(dewi, ask).then({ reason: 'not-allowed' });
    }
  });

  test('C6 whoever is something else besides keeps the rights of it', () => {
    const teammate = leosInSales.when(leo, note('@Ana', ana)).accepted();
    expect(seen(teammate, ana, teammate.now)).toEqual(['guest', 'teammate']);
    teammate.when(ana, reply('Bisa')).then([replied('Bisa')]);
    teammate.when(ana, assignToMe()).then([owned(ana, { before: leo, team: sales, via: 'self' })]);
  });

  test('C7 says how long they have left: to the end for a guest, for ever for whoever is more', () => {
    const ends = (scene: Scene, member: string, time: number) =>
      accessEndsAt(scene.card, seen(scene, member, time), member);
    expect(ends(asked, dewi, until - 1)).toBe(until);
    expect(ends(asked, leo, until)).toBe(Infinity);
    expect(ends(asked.and(by(leo, collaborating(dewi))), dewi, until)).toBe(Infinity);
    expect(ends(asked, dewi, until)).toBe(until);
    expect(ends(leosInSales, dewi, until)).toBe(0);
  });

  test('C3 the relay knows whose mention runs, and when the next one ends', () => {
    const two = asked.and(by(leo, mentioned(rafi, until + HOUR)));
    expect(guestsOf(two.card, until - 1)).toEqual([dewi, rafi]);
    expect(guestsOf(two.card, until)).toEqual([rafi]);
    expect(mentionRuns(two.card, ana, until)).toBe(false);
    expect(nextMentionEnd(two.card, until - 1)).toBe(until);
    expect(nextMentionEnd(two.card, until)).toBe(until + HOUR);
    expect(nextMentionEnd(two.card, until + HOUR)).toBeNull();
  });
});

describe('C2 a mention that cannot be', () => {
  test('of oneself', () => {
    leosInSales.when(leo, note('@Leo', leo)).then({ reason: 'self-mention' });
  });

  test('of somebody who is not, or no longer, here', () => {
    leosInSales.when(leo, note('@', nobody)).then({ reason: 'unknown-member', member: nobody });
    leosInSales
      .and(by(mira, deactivated(dewi)))
      .when(leo, note('@Dewi', dewi))
      .then({ reason: 'member-inactive', member: dewi });
  });

  test('C6 by a guest, before it is looked at whom', () => {
    const guest = leosInSales.and(by(leo, mentioned(dewi, NINE + DAY)));
    guest.when(dewi, note('@', nobody)).then({ reason: 'not-allowed' });
    guest.when(dewi, note('@Dewi', dewi)).then({ reason: 'not-allowed' });
  });
});

describe('ending a mention early', () => {
  const until = leosInSales.now + DAY;
  const asked = leosInSales.when(ana, note('@Dewi?', dewi)).accepted();
  const now = asked.now;

  test('by its author, the owner or an admin', () => {
    for (const member of [ana, leo, mira]) {
      asked.when(member, endMention(dewi)).then([mentionEnded(dewi)]);
    }
  });

  test('by nobody else', () => {
    asked.when(rafi, endMention(dewi)).then({ reason: 'not-allowed' });
    asked.when(dewi, endMention(dewi)).then({ reason: 'not-allowed' });
    asked
      .and(by(leo, collaborating(rafi)))
      .when(rafi, endMention(dewi))
      .then({ reason: 'not-allowed' });
  });

  test('C4 ends access in the same instant, and is said once', () => {
    const ended = asked.when(leo, endMention(dewi)).accepted();
    expect(ended.card.guests).toEqual({ [dewi]: { until: now, by: 'member:ana', seq: 4, over: true } });
    expect(seen(ended, dewi, now - 1)).toEqual(['guest']);
    expect(seen(ended, dewi, now)).toEqual([]);
    ended.when(leo, endMention(dewi)).then([]);
    ended.happens({ kind: 'lapse-mention', conversation: budi, member: dewi }, { at: until }).then([]);
    ended.when(dewi, reply('Bisa')).then({ reason: 'mention-lapsed', until: now });
  });

  test('C5 only ever shortens: after its time it changes nothing', () => {
    asked.when(leo, endMention(dewi), { at: until }).then([]);
    const late = asked.and(at(until + HOUR, by('relay', mentionEnded(dewi))));
    expect(late.card.guests[dewi]?.until).toBe(until);
    expect(asked.and(by('relay', mentionEnded(rafi))).card.guests).toEqual(asked.card.guests);
  });

  test('of somebody who was not mentioned', () => {
    asked.when(leo, endMention(rafi)).then({ reason: 'not-mentioned', member: rafi });
    asked.when(rafi, endMention(nobody)).then({ reason: 'not-mentioned', member: nobody });
  });
});
