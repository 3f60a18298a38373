// Where a link in a contact note may lead.

import { describe, expect, it } from 'vitest';
import { hrefOf, safeHref } from '#lib/ui/contactNote/noteLinks.ts';

describe('links in a contact note', () => {
  it('D1 lead to the web and to mail', () => {
    expect(safeHref('https://toko.example/a?b#c')).toBe('https://toko.example/a?b#c');
    expect(safeHref('http://toko.example')).toBe('http://toko.example/');
    expect(safeHref('mailto:budi@toko.example')).toBe('mailto:budi@toko.example');
  });

  const elsewhere = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'blob:https://toko.example/x',
    'file:///etc/passwd',
    '/w/demo',
    '//toko.example',
    '',
    'https://',
    `https://toko.example/${'x'.repeat(2_000)}`,
    null,
    { href: 'https://toko.example' },
  ];
  it.each(elsewhere)('%j leads nowhere', (value) => expect(safeHref(value)).toBeNull());

  it('understands what people type', () => {
    expect(hrefOf(' toko.example/gear ')).toBe('https://toko.example/gear');
    expect(hrefOf('budi@toko.example')).toBe('mailto:budi@toko.example');
    expect(hrefOf('localhost:3000/x')).toBe('https://localhost:3000/x');
    expect(hrefOf('http://10.0.0.1:8080')).toBe('http://10.0.0.1:8080/');
    for (const typed of ['', 'gear', 'two words', 'javascript:alert(1)', 'tel:+62', '@toko', './x']) {
      expect(hrefOf(typed), typed).toBeNull();
    }
  });
});
