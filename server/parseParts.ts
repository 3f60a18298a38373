// What commands are made of, as schemas. Every object is closed: what a schema does not name is refused, not dropped.

import * as v from 'valibot';
import { FILE_NAME_MAX } from '#lib/rules/fileName.ts';
import { isId, isUuidV7 } from '#lib/rules/ids.ts';
import {
  ATTACHMENTS_MAX,
  CONTACT_FIELDS_MAX,
  CONTACT_VALUE_MAX,
  MEMBERS_AT_ONCE_MAX,
  NAME_MAX,
  TEXT_MAX,
  INSTANT_MAX,
} from '#lib/rules/limits.ts';

/** RFC 6838, section 4.2: type and subtype of at most 127 characters each. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
const SHA_256 = /^[0-9a-f]{64}$/;
/** Names stand on one line and in the accessible names of buttons: no control characters, no line or paragraph separators. */
const NOT_IN_NAMES = /[\p{Cc}\p{Zl}\p{Zp}]/u;

export const id = v.pipe(
  v.string(),
  v.check((value) => isId(value)),
);
export const uuid = v.pipe(
  v.string(),
  v.check((value) => isUuidV7(value)),
);
/** Sequence numbers and instants. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Epoch milliseconds. */
export const instant = v.pipe(count, v.maxValue(INSTANT_MAX));

// A lone surrogate does not survive UTF-8, so two replicas would hold different texts.
const wellFormed = v.check((value: string) => value.isWellFormed());

/** What somebody wrote, several lines or none. NUL ends a string in too many places to be let in. */
export const text = v.pipe(
  v.string(),
  v.maxLength(TEXT_MAX),
  wellFormed,
  v.check((value: string) => !value.includes('\0')),
);

/** One line, perhaps empty. */
export const line = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max),
    wellFormed,
    v.check((value: string) => !NOT_IN_NAMES.test(value)),
  );

export const name = v.pipe(
  line(NAME_MAX),
  v.check((value) => value.trim() !== ''),
);

export const attachments = v.pipe(
  v.array(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(SHA_256)),
      name: v.pipe(line(FILE_NAME_MAX), v.nonEmpty()),
      type: v.pipe(v.string(), v.regex(MEDIA_TYPE)),
      size: count,
    }),
  ),
  v.maxLength(ATTACHMENTS_MAX),
);

export const members = v.pipe(v.array(id), v.maxLength(MEMBERS_AT_ONCE_MAX));

/** Before a schema that an empty list would pass too: to valibot it is an object without keys. */
export const noList = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value)),
);

export const fields = v.pipe(
  noList,
  v.record(
    id,
    v.pipe(
      v.string(),
      v.maxLength(CONTACT_VALUE_MAX),
      wellFormed,
      v.check((value: string) => !value.includes('\0')),
    ),
  ),
  v.check((value) => Object.keys(value).length <= CONTACT_FIELDS_MAX),
);

/** The customer's own name may be unknown. */
export const contactName = line(NAME_MAX);

/** A message says something or shows something. */
export function saysSomething(message: { text: string; attachments: unknown[] }): boolean {
  return message.text.trim() !== '' || message.attachments.length > 0;
}
