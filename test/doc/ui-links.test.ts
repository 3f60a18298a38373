// Addresses in what people wrote: only http, https and mailto become links.

import { segmentsOf } from '#lib/ui/timeline/links.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const links = (text: string): string[] => segmentsOf(text).flatMap(({ href }) => href ?? []);

it.each([
  ['see https://example.com/a?b=c#d now', 'https://example.com/a?b=c#d'],
  ['HTTP://EXAMPLE.COM', 'HTTP://EXAMPLE.COM'],
  ['www.example.com', 'https://www.example.com'],
  ['write to budi@example.co.id', 'mailto:budi@example.co.id'],
  ['(https://example.com/a)', 'https://example.com/a'],
  ['https://example.com/wiki/Kopi_(minuman)', 'https://example.com/wiki/Kopi_(minuman)'],
  ['Is it https://example.com?', 'https://example.com'],
  ['https://example.com, or', 'https://example.com'],
  ['https://example.com/ÿ/日本', 'https://example.com/ÿ/日本'],
])('%s', (text, href) => {
  expect(links(text)).toEqual([href]);
});

it.each([
  'javascript:alert(1)',
  'JaVaScRiPt://example.com/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https',
  'http://',
  'https://?',
  'a@b',
  'www.localhost',
  'no address at all',
  '',
])('%s stays text', (text) => {
  expect(links(text)).toEqual([]);
});

it('loses and changes no letter of any text, and links only to what is safe', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.emailAddress(),
    fc.constantFrom('javascript:', 'https://', 'www.', '@', ')', '.', '<', '"', ' '),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      const segments = segmentsOf(text);
      expect(segments.map((segment) => segment.text).join('')).toBe(text);
      for (const { href } of segments) {
        if (href !== null) expect(['http:', 'https:', 'mailto:']).toContain(new URL(href).protocol);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
