// What the widget and its frame say to each other: read by both as if a stranger had said it.

import { describe, expect, it } from 'vitest';
import { inkOn, parseColour } from '#lib/widget/colour.ts';
import {
  marked,
  parseNotes,
  parseToFrame,
  parseToHost,
  type ToFrame,
  type ToHost,
} from '#lib/widget/messages.ts';

const TO_HOST: ToHost[] = [
  { kind: 'ready' },
  { kind: 'close' },
  { kind: 'talked' },
  { kind: 'unread', count: 3 },
  { kind: 'keep', notes: { 'estafet/demo/chat/web/secret': 'abc' } },
];
const TO_FRAME: ToFrame[] = [
  { kind: 'welcome', language: 'id', colour: null, keeps: true, notes: { a: 'b' } },
  { kind: 'opened', focus: true },
  { kind: 'closed' },
];

describe('G1 messages between the widget and its frame', () => {
  it('are understood as they were meant', () => {
    expect(TO_HOST.map((message) => parseToHost(marked(message)))).toEqual(TO_HOST);
    expect(TO_FRAME.map((message) => parseToFrame(marked(message)))).toEqual(TO_FRAME);
  });

  it.each([
    ['nothing', null],
    ['a text', 'ready'],
    ['another script’s', { kind: 'ready' }],
    ['a later version’s', { estafet: 2, kind: 'ready' }],
    ['an unknown kind', { estafet: 1, kind: 'navigate', to: 'https://evil.example' }],
    ['a negative count', { estafet: 1, kind: 'unread', count: -1 }],
    ['a count that is none', { estafet: 1, kind: 'unread', count: '3' }],
    ['notes that are no texts', { estafet: 1, kind: 'keep', notes: { a: { b: 1 } } }],
    ['notes without end', { estafet: 1, kind: 'keep', notes: { a: 'x'.repeat(4_001) } }],
    ['notes of strange names', { estafet: 1, kind: 'keep', notes: { 'a b': 'x' } }],
  ])('are nothing to the page if they are %s', (_what, data) => {
    expect(parseToHost(data)).toBeNull();
  });

  it('are nothing to the frame unless they are of this form, and focus only where it is said', () => {
    expect(parseToFrame({ estafet: 1, kind: 'welcome', notes: null })).toBeNull();
    expect(parseToFrame({ estafet: 1, kind: 'unread', count: 1 })).toBeNull();
    expect(parseToFrame({ estafet: 1, kind: 'opened', focus: 'yes' })).toEqual({
      kind: 'opened',
      focus: false,
    });
    expect(
      parseToFrame({ estafet: 1, kind: 'welcome', language: 7, colour: {}, keeps: 1, notes: {} }),
    ).toEqual({
      kind: 'welcome',
      language: null,
      colour: null,
      keeps: false,
      notes: {},
    });
  });

  it('notes carry nothing into an object’s prototype', () => {
    const notes = parseNotes(JSON.parse('{"__proto__": "x", "a": "b"}'));
    expect(Object.getPrototypeOf(notes)).toBe(Object.prototype);
    expect(notes?.['a']).toBe('b');
  });
});

describe('a company’s colour', () => {
  it.each([
    ['#0b6b69', '#0b6b69'],
    ['0B6B69', '#0b6b69'],
    [' #fa0 ', '#ffaa00'],
    ['red', null],
    ['#12345', null],
    ['#0b6b69;}', null],
    [undefined, null],
  ])('%s is %s', (text, colour) => {
    expect(parseColour(text)).toBe(colour);
  });

  it('can be written on, whatever it is', () => {
    const part = (channel: number): number => {
      const value = channel / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    const luminance = (hex: string): number =>
      [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => {
        return sum + weight * part(parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16));
      }, 0);
    for (let shade = 0; shade < 4_096; shade += 1) {
      const colour = parseColour(shade.toString(16).padStart(3, '0')) ?? '';
      const [dark = 0, light = 0] = [luminance(colour), luminance(inkOn(colour))].sort((a, b) => a - b);
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.2);
    }
  });
});
