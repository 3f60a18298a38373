// Anything that members, customers and the relay can do, as fast-check makes it up: mostly sensible, sometimes not.

import fc from 'fast-check';
import type { AssignTo, Command } from '#lib/rules/command.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import type { Intake } from '#lib/rules/directory.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import type { Ask } from './commands.ts';
import { contact, photo } from './events.ts';
import { ana, budi, DAY, dewi, HOUR, leo, mira, nobody, rafi, sales, siti, support } from './people.ts';

export type Step =
  /** `behind`: how many of the newest entries the writer had not seen. */
  | { kind: 'asks'; actor: MemberId; ask: Ask; behind: number; written: number }
  | { kind: 'happens'; input: RelayInput }
  | { kind: 'is-erased'; conversation: string }
  | { kind: 'passes'; ms: number };

/** As JSON makes objects: with the usual prototype. */
const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const among = <T>(usual: T[], rare: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...rare) },
  );

const hostile = ['constructor', '__proto__', 'toString', ''];
const member = among([mira, leo, ana, dewi, rafi], [nobody, 'sari', ...hostile]);
const team = among([sales, support], ['third', 'nowhere', ...hostile]);
const conversation = among([budi, siti], ['tono', 'nobodys']);
const text = fc.constantFrom('Halo', 'Ya', `${'x'.repeat(159)}😀`, '');
const attachments = among<Attachment[]>([[]], [[photo], [{ ...photo, id: 'lost' }]]);
const ms = fc.constantFrom(0, 1, 60_000, HOUR, 12 * HOUR, DAY - 1, DAY, DAY + 1);
/** About now: a story begins at nine and lasts a few days. */
const instant = fc.integer({ min: 0, max: 48 }).map((hours) => Date.UTC(2025, 10, 4, 9) + hours * HOUR);
const name = fc.constantFrom('Budi', 'Pak Budi', 'Siti');
const members = fc.array(member, { maxLength: 4 });

const to: fc.Arbitrary<AssignTo> = fc.oneof(
  fc.constantFrom<AssignTo>({ kind: 'me' }, { kind: 'nobody' }),
  member.map((one): AssignTo => ({ kind: 'member', member: one })),
  team.map((one): AssignTo => ({ kind: 'team', team: one })),
  team.map((one): AssignTo => ({ kind: 'queue', team: one })),
  record({ kind: fc.constant('team-member' as const), team, member }),
);

const intake: fc.Arbitrary<Intake> = fc.oneof(
  fc.constant<Intake>({ kind: 'unassigned' }),
  team.map((one): Intake => ({ kind: 'team-inbox', team: one })),
  team.map((one): Intake => ({ kind: 'queue', team: one })),
);

type Kind = Command['kind'];
const is = <K extends string>(kind: K) => fc.constant(kind);

/** One arbitrary for each kind of command, so that none can be forgotten. */
const asks: { [K in Kind]: [weight: number, ask: fc.Arbitrary<Extract<Ask, { kind: K }>>] } = {
  reply: [10, record({ kind: is('reply'), conversation, text, attachments })],
  note: [4, record({ kind: is('note'), conversation, text, attachments, mention: fc.option(member) })],
  resend: [2, record({ kind: is('resend'), conversation, reply: fc.nat({ max: 40 }) })],
  assign: [9, record({ kind: is('assign'), conversation, to })],
  'add-collaborators': [4, record({ kind: is('add-collaborators'), conversation, members })],
  'remove-collaborator': [3, record({ kind: is('remove-collaborator'), conversation, member })],
  'set-status': [
    5,
    record({
      kind: is('set-status'),
      conversation,
      status: fc.oneof(
        fc.constantFrom({ kind: 'open' as const }, { kind: 'closed' as const }),
        record({ kind: is('snoozed'), until: instant }),
      ),
    }),
  ],
  'end-mention': [2, record({ kind: is('end-mention'), conversation, member })],
  'start-conversation': [
    1,
    record({
      kind: is('start-conversation'),
      conversation,
      contact: fc.constantFrom(contact, { ...contact, id: 'c-tono' }, { ...contact, id: 'c-nobody' }),
      channel: fc.constantFrom('web', 'web', 'lost-pigeon'),
      text,
    }),
  ],
  'update-contact': [
    1,
    record({ kind: is('update-contact'), conversation, name, fields: fc.constant({ company: 'Toko' }) }),
  ],
  'save-draft': [1, record({ kind: is('save-draft'), conversation, tab: is('note'), text })],
  'mark-read': [1, record({ kind: is('mark-read'), conversation, upTo: fc.nat() })],
  'set-availability': [
    3,
    record({
      kind: is('set-availability'),
      member,
      availability: fc.constantFrom('available' as const, 'away' as const),
    }),
  ],
  'rename-member': [1, record({ kind: is('rename-member'), member, name })],
  'set-role': [
    1,
    record({ kind: is('set-role'), member, role: fc.constantFrom('admin' as const, 'agent' as const) }),
  ],
  'deactivate-member': [1, record({ kind: is('deactivate-member'), member })],
  'create-team': [1, record({ kind: is('create-team'), team, name, members })],
  'rename-team': [1, record({ kind: is('rename-team'), team, name })],
  'set-team-members': [2, record({ kind: is('set-team-members'), team, members, before: members })],
  'archive-team': [1, record({ kind: is('archive-team'), team })],
  'rename-workspace': [1, record({ kind: is('rename-workspace'), name })],
  'set-intake': [1, record({ kind: is('set-intake'), intake })],
  'set-preferences': [
    1,
    record({ kind: is('set-preferences'), preferences: fc.constant({ language: 'id' as const }) }),
  ],
  'dismiss-held': [1, record({ kind: is('dismiss-held'), command: is('c') })],
  'dismiss-notification': [1, record({ kind: is('dismiss-notification'), notification: is('all') })],
};

export const commandKinds = Object.keys(asks) as Kind[];

const input: fc.Arbitrary<RelayInput> = fc.oneof(
  {
    weight: 4,
    arbitrary: record({
      kind: is('receive-message'),
      conversation,
      contact: fc.constant(contact),
      channel: is('web'),
      text,
      attachments: fc.constant<Attachment[]>([]),
      message: is('m'),
    }),
  },
  { weight: 2, arbitrary: record({ kind: is('lapse-mention'), conversation, member }) },
  { weight: 2, arbitrary: record({ kind: is('end-snooze'), conversation }) },
  { weight: 2, arbitrary: record({ kind: is('pull-queue'), team }) },
  {
    weight: 1,
    arbitrary: record({
      kind: is('change-delivery'),
      conversation,
      reply: fc.nat(),
      delivery: fc.constantFrom({ state: 'sent' as const }, { state: 'unknown' as const }),
    }),
  },
  { weight: 1, arbitrary: record({ kind: is('rename-contact'), conversation, name }) },
  { weight: 1, arbitrary: record({ kind: is('name-workspace'), name }) },
  {
    weight: 1,
    arbitrary: record({
      kind: is('join-member'),
      member: among([leo, ana, dewi, rafi], ['sari', mira]),
      name,
      role: fc.constantFrom('admin' as const, 'agent' as const),
      colour: fc.nat(359),
    }),
  },
);

const ask: fc.Arbitrary<Ask> = fc.oneof(
  ...Object.values(asks).map(([weight, arbitrary]) => ({
    weight,
    arbitrary: arbitrary as fc.Arbitrary<Ask>,
  })),
);

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 16,
    arbitrary: record({
      kind: is('asks'),
      actor: member,
      ask,
      behind: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) }),
      written: fc.nat(),
    }),
  },
  { weight: 4, arbitrary: record({ kind: is('happens'), input }) },
  { weight: 2, arbitrary: record({ kind: is('passes'), ms }) },
  { weight: 1, arbitrary: record({ kind: is('is-erased'), conversation: fc.constant('tono') }) },
);
