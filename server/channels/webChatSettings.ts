// What admins set of a web chat: which sites may show it, and how it looks there.

import * as v from 'valibot';
import { areHours, DAY_MINUTES } from '#lib/rules/officeHours.ts';
import { isId } from '#lib/rules/ids.ts';
import { NAME_MAX } from '#lib/rules/limits.ts';
import type { ChannelTable } from './channelTable.ts';

/** A company with more sites than this has a channel for each of them. */
const ORIGINS_MAX = 20;

const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(DAY_MINUTES));

const hours = v.pipe(
  v.strictObject({
    zone: v.pipe(v.string(), v.maxLength(60)),
    days: v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
    from: minute,
    to: minute,
  }),
  v.check(areHours, 'has to be days from 1 to 7 in order, `from` before `to`, and a zone like Asia/Jakarta'),
);

/** As a browser writes an origin: what follows the host, and its capitals, are of no meaning. */
const origin = v.pipe(
  v.string(),
  v.maxLength(300),
  v.check((text) => originOf(text) !== null, 'has to be an address like https://shop.example'),
  v.transform((text) => originOf(text) ?? ''),
);

/** Open to what older versions stored: what is missing has its first value. */
const entries = {
  /** Beside the relay's own pages. */
  origins: v.optional(v.pipe(v.array(origin), v.maxLength(ORIGINS_MAX), v.transform(distinct)), []),
  /** `#rrggbb`; null: the app's own. */
  colour: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/))), null),
  /** Null: the visitor's browser says. */
  language: v.optional(v.nullable(v.picklist(['en', 'id'])), null),
  /** Whom customers write to; '' for the channel's name. */
  team: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(NAME_MAX), v.regex(/^\P{Cc}*$/u)), ''),
  hours: v.optional(v.nullable(hours), null),
};

/** What an admin may send. */
export const webChatSettings = v.strictObject(entries);
export type WebChatSettings = v.InferOutput<typeof webChatSettings>;

/** What is stored; never throws: what a newer version wrote, or nobody, is what a new channel has. */
export function readWebChat(stored: unknown): WebChatSettings {
  const parsed = v.safeParse(v.object(entries), stored);
  return parsed.success ? parsed.output : v.parse(webChatSettings, {});
}

/** Of a web chat that customers may write on now; null if there is none of that name. */
export function webChatOf(
  channels: Pick<ChannelTable, 'get'>,
  workspace: string,
  channel: string,
): (WebChatSettings & { name: string }) | null {
  const row = isId(workspace) && isId(channel) ? channels.get(workspace, channel) : null;
  return row?.enabled && row.kind === 'web-chat' ? { ...readWebChat(row.settings), name: row.name } : null;
}

function originOf(text: string): string | null {
  const url = URL.parse(text.trim());
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const bare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username + url.password === '';
  // A name is of letters of the web (punycode), or it could say something else in a policy.
  return bare && /^[a-z0-9.:[\]-]+$/.test(url.host) ? url.origin : null;
}

function distinct(all: string[]): string[] {
  return [...new Set(all)];
}
