// What of a mail is folded: what its writer's program put below what they said, and nothing that they said themselves.

import { describe, expect, it } from 'vitest';
import { splitMail } from '../../src/lib/ui/timeline/quotedText.ts';

const rows: [name: string, text: string, said: string][] = [
  ['nothing below', 'Halo\n\nDi mana paket saya?', 'Halo\n\nDi mana paket saya?'],
  ['a quotation', 'Terima kasih\n\n> Sebentar ya\n> Leo', 'Terima kasih'],
  ['an introduction', 'Baik\n\nOn Sun, 22 Nov 2026 at 09:00, Leo wrote:\n> Sebentar', 'Baik'],
  [
    'one that is broken',
    'Baik\n\nOn Sun, 22 Nov 2026 at 09:00, Leo <leo@toko.example>\nwrote:\n\n> Ya',
    'Baik',
  ],
  ['one in Indonesian', 'Baik\n\nPada Min, 22 Nov 2026 pukul 09.00 Leo menulis:\n> Ya', 'Baik'],
  ['Outlook', 'Baik\n\nFrom: Leo <leo@toko.example>\nSent: Sunday\nTo: Budi\n\nSebentar', 'Baik'],
  ['Outlook in Indonesian', 'Baik\nDari: Leo <leo@toko.example>\nDikirim: Minggu\n\nYa', 'Baik'],
  ['a line', 'Baik\n-----Original Message-----\nSebentar', 'Baik'],
  ['a signature', 'Baik\n-- \nBudi\n+62 812', 'Baik'],
];

describe('splitMail', () => {
  it.each(rows)('folds %s', (_name, text, said) => {
    const parts = splitMail(text);
    expect(parts.said).toBe(said);
    // Nothing is dropped.
    expect(`${parts.said}${parts.rest}`.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  });

  it.each([
    ['answers between quoted lines', '> Kapan?\nBesok.\n> Di mana?\nDi toko.'],
    ['a sentence', 'On Monday your colleague Leo wrote:\nhe would call.'],
    ['a letter’s own heading', 'From: my house\nto the shop'],
    ['nothing but a quotation', '> Sebentar ya\n> Leo'],
    ['nothing', ''],
  ])('leaves %s', (_name, text) => {
    expect(splitMail(text)).toEqual({ said: text, rest: '' });
  });

  it('is done in time with the longest and the worst', () => {
    for (const text of [
      '> \n'.repeat(3_000),
      'On '.repeat(3_300),
      `${'on x '.repeat(1_900)}wrote`,
      '_'.repeat(10_000),
    ])
      expect(splitMail(text).said.length).toBeGreaterThan(0);
  });
});
