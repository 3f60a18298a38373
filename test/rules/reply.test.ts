import { describe, expect, test } from 'vitest';
import {
  archived,
  closed,
  cleared,
  collaborating,
  deactivated,
  erased,
  mentioned,
  opened,
  owned,
  photo,
  received,
  replied,
  snoozed,
  started,
  toTeam,
} from '../support/events.ts';
import { assignToMe, close, note, reply, saveDraft } from '../support/commands.ts';
import { at, by, given } from '../support/given.ts';
import { ana, DAY, dewi, HOUR, leo, mira, NINE, nobody, rafi, sales } from '../support/people.ts';
import { dewis, fresh, inSales, leosInSales } from '../support/scenes.ts';

describe('who replies', () => {
  test('A4 the first member who replies becomes owner, in the same record as the reply', () => {
    inSales
      .when(leo, reply('Halo Budi'))
      .then([owned(leo, { team: sales, via: 'first-reply' }), replied('Halo Budi')]);
  });

  test('A4 I8 whoever replies to what belongs to nobody and no team becomes owner too', () => {
    fresh.when(dewi, reply('Halo')).then([owned(dewi, { via: 'first-reply' }), replied('Halo')]);
  });

  test('A4 the second member to reply is told who was first, and nothing is sent', () => {
    const seen = inSales.seq;
    const taken = inSales.when(leo, reply('Halo Budi')).accepted();
    taken.when(ana, reply('Halo juga'), { seen }).then({ reason: 'already-owned', owner: leo });
  });

  test('A4 two replies to one conversation, in either order: one owner, one reply', () => {
    for (const [first, second] of [
      [leo, ana],
      [ana, leo],
    ] as const) {
      const scene = inSales.when(first, reply('satu')).accepted();
      expect(scene.card.owner).toBe(first);
      expect(scene.when(second, reply('dua'), { seen: inSales.seq }).refusal).not.toBeNull();
    }
  });

  test('the owner replies', () => {
    leosInSales.when(leo, reply('Sudah')).then([replied('Sudah')]);
  });

  test('B2 B3 a collaborator replies and the owner stays', () => {
    const scene = leosInSales.and(by(leo, collaborating(dewi)));
    scene.when(dewi, reply('Dari support')).then([replied('Dari support')]);
    expect(scene.when(dewi, reply('Dari support')).accepted().card.owner).toBe(leo);
  });

  test('B3 a collaborator who could not claim it replies without becoming owner', () => {
    inSales
      .and(by(mira, collaborating(dewi)))
      .when(dewi, reply('Sementara'))
      .then([replied('Sementara')]);
  });

  test('A4 a collaborator of the team becomes owner with their first reply', () => {
    const scene = inSales
      .and(by(mira, collaborating(ana)))
      .when(ana, reply('Halo'))
      .accepted();
    expect(scene.card).toMatchObject({ owner: ana, collaborators: [] });
  });

  test('C3 a mentioned member replies and becomes neither owner nor collaborator', () => {
    const scene = leosInSales.and(by(leo, mentioned(dewi, NINE + DAY)));
    scene.when(dewi, reply('Bisa')).then([replied('Bisa')]);
    expect(scene.when(dewi, reply('Bisa')).accepted().card).toMatchObject({ owner: leo, collaborators: [] });
  });

  test('C3 a mentioned member of another team does not claim with a reply, one of the team does', () => {
    const scene = inSales.and(by(mira, mentioned(dewi, NINE + DAY), mentioned(rafi, NINE + DAY)));
    scene.when(dewi, reply('Bisa')).then([replied('Bisa')]);
    scene.when(rafi, reply('Bisa')).then([owned(rafi, { team: sales, via: 'first-reply' }), replied('Bisa')]);
  });

  test('teammates and admins take over or join before they reply', () => {
    leosInSales.when(ana, reply('Saya bantu')).then({ reason: 'not-allowed' });
    leosInSales.when(mira, reply('Saya bantu')).then({ reason: 'not-allowed' });
  });

  test('attachments go with the reply once they are stored', () => {
    leosInSales.when(leo, reply('', [photo])).then([replied('', [photo])]);
    leosInSales
      .when(leo, reply('', [photo, { ...photo, id: 'lost-photo' }]))
      .then({ reason: 'unknown-attachment', attachment: 'lost-photo' });
  });
});

describe('a reply to what sleeps', () => {
  test('opens a closed conversation', () => {
    leosInSales
      .and(by(leo, closed(NINE)))
      .when(leo, reply('Satu lagi'))
      .then([replied('Satu lagi'), opened()]);
  });

  test('opens a snoozed conversation', () => {
    leosInSales
      .and(by(leo, snoozed(NINE + DAY)))
      .when(leo, reply('Satu lagi'))
      .then([replied('Satu lagi'), opened()]);
  });

  test('A4 claims what is closed and unassigned', () => {
    inSales
      .and(by(mira, closed(NINE)))
      .when(leo, reply('Halo'))
      .then([owned(leo, { team: sales, via: 'first-reply' }), replied('Halo'), opened()]);
  });

  test('A4 claims what has lost its owner in its sleep, where the writer is of the team', () => {
    const asleep = leosInSales.and(by(leo, collaborating(ana, dewi)), by(leo, closed(NINE)));
    const gone = asleep.and(by(mira, deactivated(leo)));
    gone
      .when(ana, reply('Halo'))
      .then([
        cleared(leo, 'owner-gone'),
        owned(ana, { team: sales, via: 'first-reply' }),
        replied('Halo'),
        opened(),
      ]);
    gone.when(dewi, reply('Halo')).then([cleared(leo, 'owner-gone'), replied('Halo'), opened()]);
  });

  test('A4 claims what has lost owner and team in its sleep; only the team, and its owner keeps it', () => {
    const asleep = leosInSales.and(
      by(leo, collaborating(dewi)),
      by(leo, closed(NINE)),
      by(mira, archived(sales)),
    );
    const left = toTeam(null, sales, 'archived');
    asleep.when(dewi, reply('Halo')).then([left, replied('Halo'), opened()]);
    asleep
      .and(by(mira, deactivated(leo)))
      .when(dewi, reply('Halo'))
      .then([
        cleared(leo, 'owner-gone'),
        left,
        owned(dewi, { via: 'first-reply' }),
        replied('Halo'),
        opened(),
      ]);
  });

  test('gives what waited for a queue to whoever is available, unless the writer claims it', () => {
    const waiting = fresh.and(by(mira, toTeam(sales, null, 'queue')), by(mira, collaborating(dewi)));
    const asleep = waiting.and(by(mira, closed(NINE)));
    asleep
      .when(dewi, reply('Halo'))
      .then([owned(leo, { team: sales, via: 'queue' }), replied('Halo'), opened()]);
    asleep
      .when(rafi, reply('Halo'))
      .then([owned(rafi, { team: sales, via: 'first-reply' }), replied('Halo'), opened()]);
    // While it is open, its turn comes with `pull-queue`, and a reply by somebody else changes nothing.
    waiting.when(dewi, reply('Halo')).then([replied('Halo')]);
  });
});

describe('refused without access', () => {
  test('A4 whoever could have claimed it is told who has it, even without access now', () => {
    const seen = fresh.seq;
    dewis.when(leo, reply('Halo'), { seen }).then({ reason: 'already-owned', owner: dewi });
    // Once seen, it is no news any more.
    dewis.when(leo, reply('Halo')).then({ reason: 'no-access' });
  });

  test('A4 of everything but a reply, whoever could have claimed it is told only that they have no access', () => {
    for (const ask of [note('Halo'), assignToMe(), close(), saveDraft('Halo')]) {
      dewis.when(leo, ask, { seen: fresh.seq }).then({ reason: 'no-access' });
    }
  });

  test('whoever could not have claimed it learns nothing, whatever they say they have seen', () => {
    for (let seen = 0; seen <= leosInSales.seq + 1; seen += 1) {
      leosInSales.when(dewi, reply('Halo'), { seen }).then({ reason: 'no-access' });
    }
  });

  test('what was never free tells its owner to nobody', () => {
    const mirasOwn = given(by(mira, started(), owned(mira, { via: 'start' })));
    const queued = given(
      by('contact', started(), received(), owned(leo, { team: sales, via: 'queue' })),
      by(mira, owned(mira, { before: leo, via: 'self' })),
    );
    for (const scene of [mirasOwn, queued]) {
      for (const seen of [0, 1, 2]) {
        scene.when(dewi, reply('Halo'), { seen }).then({ reason: 'no-access' });
        scene.when(leo, reply('Halo'), { seen }).then({ reason: 'no-access' });
      }
    }
  });

  test('a conversation that is not there and one that is not theirs are one answer', () => {
    given().when(dewi, reply('Halo')).then({ reason: 'no-access' });
    leosInSales.when(dewi, reply('Halo')).then({ reason: 'no-access' });
    leosInSales.when(nobody, reply('Halo')).then({ reason: 'no-access' });
  });

  test('I15 nothing by a deactivated member is accepted, whatever they were', () => {
    for (const member of [leo, dewi, rafi]) {
      const scene = leosInSales
        .and(by(leo, collaborating(dewi), mentioned(rafi, NINE + DAY)))
        .and(by(mira, deactivated(member)));
      scene.when(member, reply('Masih di sini')).then({ reason: 'no-access' });
    }
  });

  test('C4 a mention that is over says so, to the millisecond', () => {
    const until = NINE + HOUR;
    const scene = leosInSales.and(at(NINE + 1, by(leo, mentioned(dewi, until))));
    scene.when(dewi, reply('Bisa'), { at: until - 1 }).then([replied('Bisa')]);
    scene.when(dewi, reply('Bisa'), { at: until }).then({ reason: 'mention-lapsed', until });
  });

  test('C4 a teammate whose mention is over is told that, too', () => {
    const until = NINE + HOUR;
    const scene = leosInSales.and(at(NINE + 1, by(leo, mentioned(ana, until))));
    scene.when(ana, reply('Bisa'), { at: until }).then({ reason: 'mention-lapsed', until });
  });

  test('an erased conversation is gone for those who could see it, and nothing for others', () => {
    const scene = leosInSales.and(by('relay', erased()));
    for (const member of [leo, ana, mira]) {
      scene.when(member, reply('Halo')).then({ reason: 'conversation-gone' });
    }
    scene.when(dewi, reply('Halo')).then({ reason: 'no-access' });
    scene
      .and(by(mira, deactivated(leo)))
      .when(leo, reply('Halo'))
      .then({ reason: 'no-access' });
  });
});
