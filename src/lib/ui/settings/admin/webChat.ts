// What admins set of a web chat: how it is asked for, and how a form says it.

import * as v from 'valibot';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import { areHours, DAY_MINUTES, type OfficeHours } from '#lib/rules/officeHours.ts';
import { call } from '../../account/api.ts';

export const webChat = v.object({
  origins: v.array(v.string()),
  colour: v.nullable(v.string()),
  language: v.nullable(v.picklist(['en', 'id'])),
  team: v.string(),
  hours: v.nullable(
    v.object({ zone: v.string(), days: v.array(v.number()), from: v.number(), to: v.number() }),
  ),
});
export type WebChat = v.InferOutput<typeof webChat>;

/** The app's own accent, for a field that cannot be empty. */
const COLOUR = '#0b6b69';
const NINE = 540;
const FIVE = 1_020;

/** As fields have it. */
export interface WebChatFields {
  /** One a line. */
  origins: string;
  /** Whether the colour is the company's own. */
  coloured: boolean;
  colour: string;
  language: 'en' | 'id' | 'visitor';
  team: string;
  timed: boolean;
  zone: string;
  /** Of each day from Monday, whether somebody answers on it. */
  days: boolean[];
  /** `09:00` */
  from: string;
  to: string;
}

/** @throws ApiProblem where the relay does not take it */
export async function saveWebChat(workspace: WorkspaceId, channel: ChannelId, chat: WebChat): Promise<void> {
  await call('PATCH', `/api/workspaces/${workspace}/channels/${channel}`, { chat });
}

/** @param here the zone of whoever fills it in */
export function fieldsOf(chat: WebChat, here: string): WebChatFields {
  const hours = chat.hours ?? { zone: here, days: [1, 2, 3, 4, 5], from: NINE, to: FIVE };
  return {
    origins: chat.origins.join('\n'),
    coloured: chat.colour !== null,
    colour: chat.colour ?? COLOUR,
    language: chat.language ?? 'visitor',
    team: chat.team,
    timed: chat.hours !== null,
    zone: hours.zone,
    days: [1, 2, 3, 4, 5, 6, 7].map((day) => hours.days.includes(day)),
    from: clock(hours.from),
    to: clock(hours.to),
  };
}

export function chatOf(fields: WebChatFields): WebChat {
  return {
    origins: fields.origins.split(/\s+/).filter((origin) => origin !== ''),
    colour: fields.coloured ? fields.colour : null,
    language: fields.language === 'visitor' ? null : fields.language,
    team: fields.team.trim(),
    hours: hoursOf(fields),
  };
}

export type Wrong = 'origins' | 'hours';

/** The first field that the relay would not take; null if there is none. */
export function wrongIn(fields: WebChatFields): Wrong | null {
  const { origins } = chatOf(fields);
  if (!origins.every(isOrigin)) return 'origins';
  return fields.timed && hoursOf(fields) === null ? 'hours' : null;
}

/** The line that a company puts on its pages. Without colour and language: those of the channel count, and change with it. */
export function embedLine(script: string, workspace: WorkspaceId, channel: ChannelId): string {
  return `<script async src="${script}" data-channel="${workspace}/${channel}"></script>`;
}

/** Null while they are none. */
function hoursOf({ timed, zone, days, from, to }: WebChatFields): OfficeHours | null {
  const chosen = days.flatMap((on, index) => (on ? [index + 1] : []));
  // A day ends at midnight, which a clock shows as its beginning.
  const end = minutes(to) === 0 ? DAY_MINUTES : minutes(to);
  const hours = { zone, days: chosen, from: minutes(from), to: end };
  return timed && areHours(hours) ? hours : null;
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}

function clock(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

function minutes(text: string): number {
  const [hour = NaN, minute = NaN] = text.split(':').map(Number);
  return hour * 60 + minute;
}
