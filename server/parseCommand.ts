// Commands as they come out of an outbox: parsed here, trusted afterwards. The schema says the same as the type in
// src/lib/rules/command.ts; a test compares the two, so that they cannot drift apart.

import * as v from 'valibot';
import type { Command } from '#lib/rules/command.ts';
import { isUuidV7, type CommandId } from '#lib/rules/ids.ts';
import { isBoundedJson } from './parseJson.ts';
import {
  attachments,
  contactName,
  count,
  instant,
  fields,
  id,
  members,
  name,
  noList,
  saysSomething,
  text,
  uuid,
} from './parseParts.ts';

export type Parsed<T> =
  | { ok: true; command: T }
  /** `path`: where it is wrong, '' for the whole. `id`: the entry's own, if it has one that may be kept. */
  | { ok: false; path: string; id: CommandId | null };

const base = { id: uuid, seen: count, written: instant };
const ofConversation = { ...base, conversation: id };

const assignTo = v.variant('kind', [
  v.strictObject({ kind: v.literal('me') }),
  v.strictObject({ kind: v.literal('member'), member: id }),
  v.strictObject({ kind: v.literal('team'), team: id }),
  v.strictObject({ kind: v.literal('queue'), team: id }),
  v.strictObject({ kind: v.literal('team-member'), team: id, member: id }),
  v.strictObject({ kind: v.literal('nobody') }),
]);

const wantedStatus = v.variant('kind', [
  v.strictObject({ kind: v.literal('open') }),
  v.strictObject({ kind: v.literal('snoozed'), until: instant }),
  v.strictObject({ kind: v.literal('closed') }),
]);

const conversational = [
  v.pipe(
    v.strictObject({ ...ofConversation, kind: v.literal('reply'), text, attachments }),
    v.check((reply) => saysSomething(reply)),
  ),
  v.pipe(
    v.strictObject({
      ...ofConversation,
      kind: v.literal('note'),
      text,
      attachments,
      mention: v.nullable(id),
    }),
    v.check((note) => saysSomething(note)),
  ),
  v.strictObject({ ...ofConversation, kind: v.literal('resend'), reply: count }),
  v.strictObject({ ...ofConversation, kind: v.literal('assign'), to: assignTo }),
  v.strictObject({
    ...ofConversation,
    kind: v.literal('add-collaborators'),
    members: v.pipe(members, v.minLength(1)),
  }),
  v.strictObject({ ...ofConversation, kind: v.literal('remove-collaborator'), member: id }),
  v.strictObject({ ...ofConversation, kind: v.literal('set-status'), status: wantedStatus }),
  v.strictObject({ ...ofConversation, kind: v.literal('end-mention'), member: id }),
  v.strictObject({
    ...ofConversation,
    kind: v.literal('start-conversation'),
    contact: v.strictObject({ id, name: contactName, fields }),
    channel: id,
    text,
  }),
  v.strictObject({ ...ofConversation, kind: v.literal('update-contact'), name: contactName, fields }),
  v.strictObject({
    ...ofConversation,
    kind: v.literal('save-draft'),
    tab: v.picklist(['reply', 'note']),
    text,
  }),
  v.strictObject({ ...ofConversation, kind: v.literal('mark-read'), upTo: count }),
] as const;

const intake = v.variant('kind', [
  v.strictObject({ kind: v.literal('team-inbox'), team: id }),
  v.strictObject({ kind: v.literal('queue'), team: id }),
  v.strictObject({ kind: v.literal('unassigned') }),
]);

const directory = [
  v.strictObject({
    ...base,
    kind: v.literal('set-availability'),
    member: id,
    availability: v.picklist(['available', 'away']),
  }),
  v.strictObject({ ...base, kind: v.literal('rename-member'), member: id, name }),
  v.strictObject({ ...base, kind: v.literal('set-role'), member: id, role: v.picklist(['admin', 'agent']) }),
  v.strictObject({ ...base, kind: v.literal('deactivate-member'), member: id }),
  v.strictObject({ ...base, kind: v.literal('create-team'), team: id, name, members }),
  v.strictObject({ ...base, kind: v.literal('rename-team'), team: id, name }),
  v.strictObject({ ...base, kind: v.literal('set-team-members'), team: id, members, before: members }),
  v.strictObject({ ...base, kind: v.literal('archive-team'), team: id }),
  v.strictObject({ ...base, kind: v.literal('rename-workspace'), name }),
  v.strictObject({ ...base, kind: v.literal('set-intake'), intake }),
] as const;

const preferences = v.pipe(
  noList,
  v.strictObject({
    language: v.exactOptional(v.picklist(['en', 'id'])),
    theme: v.exactOptional(v.picklist(['system', 'light', 'dark'])),
    sendKey: v.exactOptional(v.picklist(['enter', 'mod-enter'])),
    shortcuts: v.exactOptional(v.boolean()),
    notify: v.exactOptional(
      v.strictObject({
        assigned: v.boolean(),
        team: v.boolean(),
        collaborating: v.boolean(),
        mentions: v.boolean(),
        messages: v.boolean(),
      }),
    ),
    alerts: v.exactOptional(v.strictObject({ toast: v.boolean(), browser: v.boolean() })),
  }),
);

/** `{seq}-{conversation}`, or `all`. */
const NOTIFICATION = /^(?:all|\d{1,16}-[a-z0-9-]{1,40})$/;

const personal = [
  v.strictObject({ ...base, kind: v.literal('set-preferences'), preferences }),
  v.strictObject({ ...base, kind: v.literal('dismiss-held'), command: uuid }),
  v.strictObject({
    ...base,
    kind: v.literal('dismiss-notification'),
    notification: v.pipe(v.string(), v.regex(NOTIFICATION)),
  }),
] as const;

export const commandSchema = v.variant('kind', [...conversational, ...directory, ...personal]);

/** Reads one entry of an outbox. Never throws, whatever it is. */
export function parseCommand(entry: unknown): Parsed<Command> {
  return parseEntry(commandSchema, entry);
}

export function parseEntry<T>(schema: v.GenericSchema<unknown, T>, entry: unknown): Parsed<T> {
  if (!isBoundedJson(entry)) return { ok: false, path: '', id: idOf(entry) };
  const result = v.safeParse(schema, entry, { abortEarly: true, abortPipeEarly: true });
  return result.success
    ? { ok: true, command: result.output }
    : { ok: false, path: pathOf(result.issues[0]), id: idOf(entry) };
}

function idOf(entry: unknown): CommandId | null {
  const found = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : null;
  return isUuidV7(found) ? found : null;
}

/** Keys that the schema does not know are somebody's text and not repeated. */
const KNOWN_KEY = /^[A-Za-z0-9-]{1,40}$/;

function pathOf(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  return keys.map((key) => (KNOWN_KEY.test(key) ? key : '?')).join('.');
}
