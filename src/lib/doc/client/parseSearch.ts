// The relay's answers to searches and for older cards, read as strictly as everything else that comes from outside.

import type { Card } from '../../rules/conversation.ts';
import { isId, type Author, type ConversationId } from '../../rules/ids.ts';
import type { Snippet, TextKind } from '../../rules/search.ts';

export interface RelayHit {
  conversation: ConversationId;
  kind: TextKind;
  seq: number;
  at: number;
  by: Author;
  snippet: Snippet;
  card: Card;
}

const KINDS: readonly TextKind[] = ['contact', 'message', 'reply', 'note', 'contact-note'];

/** @throws if it is no answer to a search */
export function parseSearchPage(answer: unknown): { hits: RelayHit[]; next: number | null } {
  const { hits, next } = fieldsOf(answer);
  return { hits: listOf(hits).map(parseHit), next: next === null ? null : numberOf(next) };
}

/** @throws if it is no page of cards */
export function parseCardPage(answer: unknown): { cards: Card[]; next: string | null } {
  const { cards, next } = fieldsOf(answer);
  return { cards: listOf(cards).map(parseCard), next: next === null ? null : textOf(next) };
}

function parseHit(value: unknown): RelayHit {
  const { conversation, kind, seq, at, by, snippet, card } = fieldsOf(value);
  const known = KINDS.find((one) => one === kind);
  if (!isId(conversation) || !known) throw new Error('a hit of no conversation, or of an unknown kind');
  return {
    conversation,
    kind: known,
    seq: numberOf(seq),
    at: numberOf(at),
    by: parseAuthor(by),
    snippet: parseSnippet(snippet),
    card: parseCard(card),
  };
}

function parseSnippet(value: unknown): Snippet {
  const { text, marks } = fieldsOf(value);
  return {
    text: textOf(text),
    marks: listOf(marks).map((mark) => {
      const [from, to] = listOf(mark);
      return [numberOf(from), numberOf(to)];
    }),
  };
}

function parseAuthor(value: unknown): Author {
  if (value === 'contact' || value === 'relay') return value;
  const member = textOf(value).replace(/^member:/, '');
  if (isId(member)) return `member:${member}`;
  throw new Error('a hit by nobody');
}

/** The relay's own card, as documents hold it; what nothing could do without is looked at. */
function parseCard(value: unknown): Card {
  const card = fieldsOf(value);
  const { name } = fieldsOf(card.contact);
  if (!isId(card.id) || typeof name !== 'string') throw new Error('a card of nobody');
  numberOf(card.activityAt);
  listOf(card.collaborators);
  fieldsOf(card.guests);
  fieldsOf(card.status);
  return value as Card;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new Error('an answer without an object where one must be');
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error('an answer without a list where one must be');
}

function numberOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error('an answer without a number where one must be');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error('an answer without a text where one must be');
}
