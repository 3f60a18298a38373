// What the widget remembers in the storage of the company's page: how it looked, that there is a conversation, and what the
// frame asked to be kept because its own storage is closed.

import { parseColour } from './colour.ts';
import { parseNotes, type Notes } from './messages.ts';

export interface Memory {
  talked: boolean;
  colour: string | null;
  team: string;
  language: string | null;
  notes: Notes;
}

const NOTHING: Memory = { talked: false, colour: null, team: '', language: null, notes: {} };

export function recall(channel: string): Memory {
  try {
    return parse(JSON.parse(localStorage.getItem(keyOf(channel)) ?? 'null'));
  } catch {
    // Forbidden, or not ours.
    return NOTHING;
  }
}

export function remember(channel: string, what: Partial<Memory>): void {
  try {
    localStorage.setItem(keyOf(channel), JSON.stringify({ ...recall(channel), ...what }));
  } catch {
    // Forbidden, or full: then it lasts as long as the page.
  }
}

function keyOf(channel: string): string {
  return `estafet:${channel}`;
}

function parse(value: unknown): Memory {
  if (typeof value !== 'object' || value === null) return NOTHING;
  const of = value as Record<string, unknown>;
  const text = (name: string): string | null => (typeof of[name] === 'string' ? of[name] : null);
  return {
    talked: of['talked'] === true,
    colour: parseColour(text('colour')),
    team: text('team') ?? '',
    language: text('language'),
    notes: parseNotes(of['notes']) ?? {},
  };
}

/** Whether anything that is remembered here outlives the page. */
export function keeps(): boolean {
  try {
    localStorage.setItem('estafet:probe', '1');
    localStorage.removeItem('estafet:probe');
    return true;
  } catch {
    return false;
  }
}
