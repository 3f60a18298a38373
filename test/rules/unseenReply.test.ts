import { describe, expect, test } from 'vitest';
import { closed, collaborating, owned, received, replied, teamSet } from '../support/events.ts';
import { close, reply } from '../support/commands.ts';
import { by } from '../support/given.ts';
import { ana, leo, mira, rafi, sales } from '../support/people.ts';
import { inSales, leosInSales } from '../support/scenes.ts';

describe('a reply to what its writer had not seen', () => {
  const shared = leosInSales.and(by(leo, collaborating(ana))); // 4
  const anaReplied = shared.and(by(ana, replied('Dari Ana'))); // 5

  test('I8 is refused with the reply that came in between', () => {
    anaReplied
      .when(leo, reply('Dari Leo'), { seen: shared.seq })
      .then({ reason: 'unseen-reply', seq: 5, at: anaReplied.world.at, by: 'member:ana' });
  });

  test('is sent anyway once that has been seen', () => {
    anaReplied.when(leo, reply('Tetap kirim')).then([replied('Tetap kirim')]);
  });

  test('is not held back by the writer’s own earlier replies, from whatever device', () => {
    const scene = shared.and(by(leo, replied('satu')), by(leo, replied('dua')));
    scene.when(leo, reply('tiga'), { seen: shared.seq }).then([replied('tiga')]);
  });

  test('is held back by another’s reply that is hidden behind the writer’s own', () => {
    const scene = anaReplied.and(by(leo, replied('satu')), by(leo, replied('dua')));
    scene
      .when(leo, reply('tiga'), { seen: shared.seq })
      .then({ reason: 'unseen-reply', seq: 5, at: anaReplied.world.at, by: 'member:ana' });
    scene.when(leo, reply('tiga'), { seen: anaReplied.seq }).then([replied('tiga')]);
  });

  test('names the newest of several', () => {
    const scene = anaReplied.and(by(leo, replied('satu')), by(ana, replied('lagi'))); // 6, 7
    scene
      .when(leo, reply('dua'), { seen: shared.seq })
      .then({ reason: 'unseen-reply', seq: 7, at: scene.world.at, by: 'member:ana' });
  });

  test('is not held back by the customer, by notes or by changes of owner', () => {
    const scene = shared.and(
      by('contact', received('Halo?', 'message-2')),
      by(ana, { kind: 'note-added', conversation: 'budi', text: 'x', attachments: [], mention: null }),
      by(mira, owned(ana, { before: leo, team: sales, via: 'member' })),
      by(mira, owned(leo, { before: ana, team: sales, via: 'member' })),
    );
    scene.when(leo, reply('Ya'), { seen: shared.seq }).then([replied('Ya')]);
  });

  test('F3 a refused reply changes nothing, and later ones of its writer are decided for themselves', () => {
    const outcome = anaReplied.when(leo, reply('Dari Leo'), { seen: shared.seq });
    expect(outcome.refusal?.reason).toBe('unseen-reply');
    anaReplied.when(leo, close(), { seen: shared.seq }).then([closed(anaReplied.now)]);
  });

  test('a member who left the team before their reply arrived has no access', () => {
    inSales
      .and(by(mira, teamSet(sales, ana, rafi)))
      .when(leo, reply('Halo'), { seen: inSales.seq })
      .then({ reason: 'no-access' });
  });
});
