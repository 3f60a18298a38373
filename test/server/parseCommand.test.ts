// Every command that the rules know passes the parser unchanged, and nothing else passes it at all.

import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as v from 'valibot';
import type { VisitorCommand } from '#lib/doc/schema.ts';
import type { Command, CommandKind } from '#lib/rules/command.ts';
import { COMMAND_MAX, JSON_DEPTH_MAX, NAME_MAX, TEXT_MAX } from '#lib/rules/limits.ts';
import { parseCommand, type commandSchema } from '../../server/parseCommand.ts';
import { isBoundedJson, safeContent } from '../../server/parseJson.ts';
import { parseVisitorCommand, type visitorCommandSchema } from '../../server/parseVisitorCommand.ts';

const ID = '01934d7c-8a00-7000-8000-000000000001';
const base = { id: ID, seen: 7, written: 1_700_000_000_000 };
const inBudi = { ...base, conversation: 'budi' };
const invoice = { id: 'a'.repeat(64), name: 'invoice März.pdf', type: 'application/pdf', size: 1024 };
const reply: Extract<Command, { kind: 'reply' }> = {
  ...inBudi,
  kind: 'reply',
  text: 'Hello\n\tBudi 👋',
  attachments: [],
};

/** One example of every kind: the type refuses a missing one. */
const EXAMPLES: { [Kind in CommandKind]: Extract<Command, { kind: Kind }>[] } = {
  reply: [reply, { ...reply, text: '', attachments: [invoice] }],
  note: [
    { ...inBudi, kind: 'note', text: '@leo?', attachments: [], mention: 'leo' },
    { ...inBudi, kind: 'note', text: 'x', attachments: [invoice], mention: null },
  ],
  assign: [
    { ...inBudi, kind: 'assign', to: { kind: 'me' } },
    { ...inBudi, kind: 'assign', to: { kind: 'member', member: 'leo' } },
    { ...inBudi, kind: 'assign', to: { kind: 'team', team: 'sales' } },
    { ...inBudi, kind: 'assign', to: { kind: 'queue', team: 'sales' } },
    { ...inBudi, kind: 'assign', to: { kind: 'team-member', team: 'sales', member: 'leo' } },
    { ...inBudi, kind: 'assign', to: { kind: 'nobody' } },
  ],
  'add-collaborators': [{ ...inBudi, kind: 'add-collaborators', members: ['leo', 'ana'] }],
  'remove-collaborator': [{ ...inBudi, kind: 'remove-collaborator', member: 'leo' }],
  'set-status': [
    { ...inBudi, kind: 'set-status', status: { kind: 'open' } },
    { ...inBudi, kind: 'set-status', status: { kind: 'snoozed', until: 1_700_000_000_000 } },
    { ...inBudi, kind: 'set-status', status: { kind: 'closed' } },
  ],
  resend: [{ ...inBudi, kind: 'resend', reply: 4 }],
  'end-mention': [{ ...inBudi, kind: 'end-mention', member: 'leo' }],
  'start-conversation': [
    {
      ...inBudi,
      kind: 'start-conversation',
      contact: { id: 'budi', name: '', fields: { telephone: '+62 21' } },
      channel: 'web-chat',
      text: '',
    },
  ],
  'update-contact': [{ ...inBudi, kind: 'update-contact', name: 'Budi', fields: { company: 'Kopi' } }],
  'save-draft': [
    { ...inBudi, kind: 'save-draft', tab: 'reply', text: '' },
    { ...inBudi, kind: 'save-draft', tab: 'note', text: 'to be' },
  ],
  'mark-read': [{ ...inBudi, kind: 'mark-read', upTo: 12 }],
  'set-availability': [{ ...base, kind: 'set-availability', member: 'leo', availability: 'away' }],
  'rename-member': [{ ...base, kind: 'rename-member', member: 'leo', name: 'Leo' }],
  'set-role': [{ ...base, kind: 'set-role', member: 'leo', role: 'admin' }],
  'deactivate-member': [{ ...base, kind: 'deactivate-member', member: 'leo' }],
  'create-team': [{ ...base, kind: 'create-team', team: 'sales', name: 'Sales', members: [] }],
  'rename-team': [{ ...base, kind: 'rename-team', team: 'sales', name: 'Sales' }],
  'set-team-members': [
    { ...base, kind: 'set-team-members', team: 'sales', members: ['leo'], before: ['leo', 'ana'] },
  ],
  'archive-team': [{ ...base, kind: 'archive-team', team: 'sales' }],
  'rename-workspace': [{ ...base, kind: 'rename-workspace', name: 'Kopi' }],
  'set-intake': [
    { ...base, kind: 'set-intake', intake: { kind: 'team-inbox', team: 'sales' } },
    { ...base, kind: 'set-intake', intake: { kind: 'queue', team: 'sales' } },
    { ...base, kind: 'set-intake', intake: { kind: 'unassigned' } },
  ],
  'set-preferences': [
    { ...base, kind: 'set-preferences', preferences: {} },
    {
      ...base,
      kind: 'set-preferences',
      preferences: {
        language: 'id',
        theme: 'dark',
        sendKey: 'mod-enter',
        shortcuts: false,
        notify: { assigned: false, team: true, collaborating: true, mentions: true, messages: true },
        alerts: { toast: false, browser: true },
      },
    },
  ],
  'dismiss-held': [{ ...base, kind: 'dismiss-held', command: ID }],
  'dismiss-notification': [
    { ...base, kind: 'dismiss-notification', notification: 'all' },
    { ...base, kind: 'dismiss-notification', notification: '12-budi' },
  ],
};

const examples: Command[] = Object.values(EXAMPLES).flat();

describe('a command in an outbox', () => {
  it.each(examples.map((command) => [command.kind, command] as const))(
    '%s passes unchanged',
    (_, command) => {
      expect(parseCommand(command)).toEqual({ ok: true, command });
    },
  );

  it.each(examples.map((command) => [command.kind, command] as const))(
    '%s is refused with a key too many or too few, anywhere',
    (_, command) => {
      for (const broken of brokenCopies(command)) {
        expect(parseCommand(broken), JSON.stringify(broken)).toMatchObject({ ok: false });
      }
    },
  );

  it('has exactly the type that the rules know', () => {
    expectTypeOf<v.InferOutput<typeof commandSchema>>().toEqualTypeOf<Output<Command>>();
    expectTypeOf<Command>().toExtend<v.InferOutput<typeof commandSchema>>();
    expectTypeOf<v.InferOutput<typeof commandSchema>>().toExtend<Command>();
    expectTypeOf<v.InferOutput<typeof commandSchema>['kind']>().toEqualTypeOf<CommandKind>();
    expectTypeOf<VisitorCommand>().toExtend<v.InferOutput<typeof visitorCommandSchema>>();
    expectTypeOf<v.InferOutput<typeof visitorCommandSchema>>().toExtend<VisitorCommand>();
  });

  it('is refused with the place where it is wrong, and the id that it may be kept under', () => {
    expect(parseCommand({ ...reply, text: 5 })).toEqual({ ok: false, path: 'text', id: ID });
    expect(parseCommand({ ...inBudi, kind: 'assign', to: { kind: 'member', member: 'L E O' } })).toEqual({
      ok: false,
      path: 'to.member',
      id: ID,
    });
    expect(parseCommand({ ...reply, id: 'leo' })).toEqual({ ok: false, path: 'id', id: null });
    expect(parseCommand({ ...reply, 'not <safe>': 1 })).toEqual({ ok: false, path: '?', id: ID });
    expect(parseCommand({ ...reply, text: ' \n', attachments: [] })).toEqual({ ok: false, path: '', id: ID });
  });
});

describe('what is refused', () => {
  const cases: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a list', [reply]],
    ['a text', JSON.stringify(reply)],
    ['bytes', new Uint8Array(4)],
    ['a UUID of version 4', { ...reply, id: '01934d7c-8a00-4000-8000-000000000001' }],
    ['an id in capitals', { ...reply, id: ID.toUpperCase() }],
    ['a negative seq', { ...reply, seen: -1 }],
    ['half a seq', { ...reply, seen: 1.5 }],
    ['a seq past what numbers count', { ...reply, seen: 2 ** 53 }],
    ['an instant that is none', { ...reply, written: Number.NaN }],
    ['a year of five digits', { ...reply, written: 253_402_300_800_000 }],
    [
      'a snooze past the end of all dates',
      { ...inBudi, kind: 'set-status', status: { kind: 'snoozed', until: Number.MAX_SAFE_INTEGER } },
    ],
    ['a conversation that is a path', { ...reply, conversation: 'a/b' }],
    ['a conversation named constructor', { ...reply, conversation: 'constructor' }],
    ['a text that is too long', { ...reply, text: 'x'.repeat(TEXT_MAX + 1) }],
    ['half a character', { ...reply, text: 'x\ud83d' }],
    ['NUL in a text', { ...reply, text: 'x\0y' }],
    ['nothing to say', { ...reply, text: ' \n\t' }],
    ['eleven attachments', { ...reply, attachments: Array.from({ length: 11 }, () => invoice) }],
    ['an attachment without a hash', { ...reply, attachments: [{ ...invoice, id: 'x' }] }],
    ['a file type with a line break', { ...reply, attachments: [{ ...invoice, type: 'text/html\r\nx: y' }] }],
    ['a file name with a line break', { ...reply, attachments: [{ ...invoice, name: 'a\nb' }] }],
    ['a name that is blank', { ...EXAMPLES['rename-team'][0], name: '  ' }],
    ['a name that is too long', { ...EXAMPLES['rename-team'][0], name: 'x'.repeat(NAME_MAX + 1) }],
    ['a name over two lines', { ...EXAMPLES['rename-team'][0], name: 'a\u2028b' }],
    ['a contact field named in capitals', { ...EXAMPLES['update-contact'][0], fields: { Tel: '1' } }],
    ['a preference that nobody knows', { ...base, kind: 'set-preferences', preferences: { font: 'x' } }],
    [
      'a preference that is undefined',
      { ...base, kind: 'set-preferences', preferences: { theme: undefined } },
    ],
    ['a list of preferences', { ...base, kind: 'set-preferences', preferences: [] }],
    ['a list of contact fields', { ...EXAMPLES['update-contact'][0], fields: [] }],
    ['no collaborators', { ...inBudi, kind: 'add-collaborators', members: [] }],
    ['a kind that nobody knows', { ...inBudi, kind: 'erase' }],
    ['an inherited key', JSON.parse(`{"__proto__":{"kind":"reply"},"id":"${ID}"}`)],
    ['an inherited value', Object.assign(Object.create({ ...reply }) as object, {})],
  ];

  it.each(cases)('%s', (_, entry) => {
    expect(parseCommand(entry)).toMatchObject({ ok: false });
    expect(Object.prototype).not.toHaveProperty('kind');
  });

  it('twenty-one contact fields', () => {
    const fields = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`field-${index}`, 'x']));
    expect(parseCommand({ ...EXAMPLES['update-contact'][0], fields })).toMatchObject({ ok: false });
  });
});

describe('limits before the schema', () => {
  it('takes what is as deep as allowed and refuses one level more', () => {
    expect(isBoundedJson(nested(JSON_DEPTH_MAX))).toBe(true);
    expect(isBoundedJson(nested(JSON_DEPTH_MAX + 1))).toBe(false);
    expect(isBoundedJson(nested(100_000))).toBe(false);
  });

  it('takes what is as large as allowed and refuses one byte more', () => {
    const frame = JSON.stringify({ a: '' }).length;
    expect(isBoundedJson({ a: 'x'.repeat(COMMAND_MAX - frame) })).toBe(true);
    expect(isBoundedJson({ a: 'x'.repeat(COMMAND_MAX - frame + 1) })).toBe(false);
    expect(isBoundedJson({ a: 'ü'.repeat(COMMAND_MAX / 2) })).toBe(false);
    expect(isBoundedJson(Array.from({ length: COMMAND_MAX }, () => 1))).toBe(false);
  });

  it('refuses a loop', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(isBoundedJson(loop)).toBe(false);
  });

  it('leaves room for the longest text of every kind', () => {
    expect(parseCommand({ ...reply, text: '漢'.repeat(TEXT_MAX) })).toMatchObject({ ok: true });
    expect(parseCommand({ ...reply, text: '\u0001'.repeat(TEXT_MAX) })).toMatchObject({ ok: true });
  });
});

describe('what is kept of a refused entry', () => {
  it('is its JSON', () => {
    expect(safeContent({ kind: 'erase', text: 'kept' })).toBe('{"kind":"erase","text":"kept"}');
  });

  it('is cut, and never half a character', () => {
    const kept = safeContent(`${'x'.repeat(COMMAND_MAX - 2)}👋`);
    expect(kept).toHaveLength(COMMAND_MAX);
    expect(kept.isWellFormed()).toBe(true);
  });

  it.each([[undefined], [10n], [nested(100_000)], [() => 1], [Object.create(null)]])(
    'never throws',
    (entry) => {
      expect(typeof safeContent(entry)).toBe('string');
    },
  );
});

describe('a command in a doorstep', () => {
  const said = { id: ID, kind: 'say', name: '', text: 'Halo', attachments: [], written: 1 };
  const introduced = { id: ID, kind: 'introduce', name: 'Budi', written: 1 };

  it.each([[said], [{ ...said, name: 'Budi' }], [introduced]])('passes unchanged', (command) => {
    expect(parseVisitorCommand(command)).toEqual({ ok: true, command });
  });

  it.each([[{ ...said, text: '' }], [{ ...introduced, name: ' ' }], [{ ...said, seen: 1 }], [reply], [null]])(
    'is refused if it is none',
    (entry) => {
      expect(parseVisitorCommand(entry)).toMatchObject({ ok: false });
    },
  );
});

/** Flattens intersections, which equality of types sees and nothing else does. */
type Output<T> = T extends object ? { [Key in keyof T]: Output<T[Key]> } : T;

/** The value with a key too many, and with each of its keys missing, at every depth. */
function brokenCopies(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      brokenCopies(item).map((broken): unknown[] => value.with(index, broken)),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  const optional = 'theme' in value || 'telephone' in value || 'company' in value;
  const entries = Object.entries(value);
  return [
    { ...value, Extra: 1 },
    ...entries.flatMap(([key, item]) => brokenCopies(item).map((broken) => ({ ...value, [key]: broken }))),
    ...(optional
      ? []
      : entries.map(([key]) => Object.fromEntries(entries.filter(([other]) => other !== key)))),
  ];
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}
