// What is known of a contact, as a form: the usual details always, others as whoever made them called them.

import type { Contact } from '#lib/rules/conversation.ts';
import { inUsualOrder } from './fieldLabel.ts';

export interface FieldRow {
  key: string;
  value: string;
}

/** Offered where nothing is known yet. */
const ALWAYS = ['phone', 'email', 'company'];

export function rowsFor(fields: Contact['fields']): FieldRow[] {
  const none = Object.fromEntries(ALWAYS.map((key) => [key, '']));
  return inUsualOrder({ ...none, ...fields }).map(([key, value]) => ({ key, value }));
}

/** The key of a detail that somebody gives a name; null for a name that leaves nothing of one. */
export function keyFor(label: string): string | null {
  const key = label
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return key === '' ? null : key;
}

/**
 * What to ask for: `now` with what differs between `before` and the form; null if nothing does. An emptied detail goes.
 */
export function changed(
  before: Contact,
  form: { name: string; rows: readonly FieldRow[] },
  now: Contact,
): { name: string; fields: Contact['fields'] } | null {
  const edited = form.rows
    .map(({ key, value }) => ({ key, value: value.trim() }))
    .filter(({ key, value }) => value !== (before.fields[key] ?? ''));
  const name = form.name.trim();
  if (edited.length === 0 && name === before.name) return null;
  const fields = new Map(Object.entries(now.fields));
  for (const { key, value } of edited) {
    if (value === '') fields.delete(key);
    else fields.set(key, value);
  }
  return { name: name === before.name ? now.name : name, fields: Object.fromEntries(fields) };
}
