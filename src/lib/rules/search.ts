// What search finds, and how words are compared: the same in the relay and in every browser, so that results agree.

import type { Attachment, Contact, LeftOut } from './conversation.ts';
import type { ConversationEvent } from './event.ts';
import { SEARCH_WORD_MAX, SEARCH_WORDS_MAX, SNIPPET_MAX } from './limits.ts';

/** Where in a conversation a text stands. `contact-note`: the text about the contact that people write together. */
export type TextKind = 'contact' | 'message' | 'reply' | 'note' | 'contact-note';

/** A piece of a text with what was found in it, as ranges [from, to) of it; never markup. */
export interface Snippet {
  text: string;
  marks: [from: number, to: number][];
}

/** Letters, digits and their marks, with apostrophes inside: "Jum'at" is one word. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+(?:['’ʼ][\p{L}\p{N}\p{M}\p{Co}]+)*/gu;
/** What remains of a word: capitals, accents, ligatures and apostrophes do not matter. */
const NOT_PLAIN = /[^\p{L}\p{N}\p{Co}]/gu;
/** Shorter numbers in a contact's fields are no telephone numbers. */
const PHONE_DIGITS_MIN = 6;

/** The words of a text, plain, with one space between them. */
export function foldText(text: string): string {
  return (text.match(WORD) ?? [])
    .map(foldWord)
    .filter((word) => word !== '')
    .join(' ');
}

/** What was asked for, as plain words, each once; whatever else it contains is not a language but text to be ignored. */
export function searchWords(query: string): string[] {
  const words = foldText(query)
    .split(' ')
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, SEARCH_WORDS_MAX);
}

/** One letter alone is a whole word: as the beginning of one it would find everything. */
export function isPrefix(word: string): boolean {
  return /../u.test(word);
}

/** Whether a text (folded) has each of the words, or one that begins with it. */
export function hasWords(folded: string, words: readonly string[]): boolean {
  const text = ` ${folded} `;
  return words.length > 0 && words.every((word) => text.includes(isPrefix(word) ? ` ${word}` : ` ${word} `));
}

/** The part of a text in which the first of the words stands, in one line. */
export function snippetOf(text: string, words: readonly string[]): Snippet {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  const found = [...line.matchAll(WORD)].filter(([word]) => isFound(foldWord(word), words));
  const from = startOf(line, found[0]?.index ?? 0);
  const to = endOf(line, from);
  const lead = from > 0 ? '… ' : '';
  const marks = found
    .map(({ index, 0: word }): [number, number] => [index, index + word.length])
    .filter(([start, end]) => start >= from && end <= to)
    .map(([start, end]): [number, number] => [start - from + lead.length, end - from + lead.length]);
  return { text: lead + line.slice(from, to) + (to < line.length ? ' …' : ''), marks };
}

/** What an event says that can be searched for; null if it says nothing. */
export function textOf(event: {
  kind: ConversationEvent['kind'];
  text?: string;
  attachments?: readonly Attachment[];
  leftOut?: readonly LeftOut[];
  contact?: Contact;
}): { kind: TextKind; text: string } | null {
  switch (event.kind) {
    case 'message-received':
      return { kind: 'message', text: saidIn(event) };
    case 'reply-sent':
      return { kind: 'reply', text: saidIn(event) };
    case 'note-added':
      return { kind: 'note', text: saidIn(event) };
    case 'conversation-started':
    case 'contact-updated':
      return { kind: 'contact', text: event.contact ? contactText(event.contact) : '' };
    default:
      return null;
  }
}

export function contactText(contact: Contact): string {
  return [contact.name, ...Object.values(contact.fields)].filter((value) => value !== '').join(' · ');
}

/** As it is searched: a telephone number is found however its digits are grouped. */
export function foldFound(kind: TextKind, text: string): string {
  const folded = foldText(text);
  if (kind !== 'contact') return folded;
  const numbers = (text.match(/\+?\d[\d ()./-]*/gu) ?? [])
    .map((number) => number.replaceAll(/\D/gu, ''))
    .filter((digits) => digits.length >= PHONE_DIGITS_MIN);
  return [folded, ...numbers].filter((part) => part !== '').join(' ');
}

function saidIn({ text = '', attachments = [], leftOut = [] }: Parameters<typeof textOf>[0]): string {
  return [text, ...[...attachments, ...leftOut].map(({ name }) => name)]
    .filter((part) => part !== '')
    .join('\n');
}

function foldWord(word: string): string {
  return word.normalize('NFKD').replaceAll(NOT_PLAIN, '').toLowerCase().slice(0, SEARCH_WORD_MAX);
}

function isFound(word: string, words: readonly string[]): boolean {
  return words.some((wanted) => (isPrefix(wanted) ? word.startsWith(wanted) : word === wanted));
}

/** A few words before what was found, at the beginning of a word. */
function startOf(line: string, found: number): number {
  const before = Math.floor(SNIPPET_MAX / 3);
  if (found <= before) return 0;
  const space = line.indexOf(' ', found - before);
  return space === -1 || space >= found ? found : space + 1;
}

function endOf(line: string, from: number): number {
  if (line.length - from <= SNIPPET_MAX) return line.length;
  const space = line.lastIndexOf(' ', from + SNIPPET_MAX);
  const end = space > from ? space : from + SNIPPET_MAX;
  // Never half of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(line.charAt(end - 1)) ? end - 1 : end;
}
