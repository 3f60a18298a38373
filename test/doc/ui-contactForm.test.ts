// Editing what is known of a contact.

import type { Contact } from '#lib/rules/conversation.ts';
import { changed, keyFor, rowsFor } from '#lib/ui/contact/contactForm.ts';
import { describe, expect, it } from 'vitest';

const budi: Contact = { id: 'budi', name: 'Budi', fields: { zone: 'West', phone: '0811' } };
const form = (values: Record<string, string>, name = 'Budi') => ({
  name,
  rows: Object.entries(values).map(([key, value]) => ({ key, value })),
});

describe('the form of a contact', () => {
  it('offers the usual details, known or not, and then the others', () => {
    expect(rowsFor(budi.fields)).toEqual([
      { key: 'phone', value: '0811' },
      { key: 'email', value: '' },
      { key: 'company', value: '' },
      { key: 'zone', value: 'West' },
    ]);
  });

  it('asks for nothing where nothing was changed', () => {
    expect(changed(budi, form({ phone: ' 0811 ', email: '' }), budi)).toBeNull();
  });

  it('changes, adds and removes, and trims', () => {
    expect(
      changed(budi, form({ phone: '0812', zone: ' ', email: 'budi@example.org' }, ' Budi S '), budi),
    ).toEqual({
      name: 'Budi S',
      fields: { phone: '0812', email: 'budi@example.org' },
    });
  });

  it('leaves what a colleague changed meanwhile in another detail, and the name they gave', () => {
    const now = { ...budi, name: 'Budi Santoso', fields: { ...budi.fields, zone: 'East' } };
    expect(changed(budi, form({ phone: '0812', zone: 'West' }), now)).toEqual({
      name: 'Budi Santoso',
      fields: { phone: '0812', zone: 'East' },
    });
  });

  it.each([
    ['Nomor anggota', 'nomor-anggota'],
    [' Café! ', 'cafe'],
    ['x'.repeat(60), 'x'.repeat(40)],
    ['王', null],
    ['—', null],
  ])('a detail called %s', (label, key) => {
    expect(keyFor(label)).toBe(key);
  });
});
