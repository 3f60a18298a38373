// Forms of what the API is sent.

import * as v from 'valibot';
import { isId } from '#lib/rules/ids.ts';
import { NAME_MAX } from '#lib/rules/limits.ts';

/** RFC 5321 allows no longer address. */
const EMAIL_MAX = 254;
/** Only so that nobody hashes a megabyte; what a password has to be is better-auth's to say. */
const PASSWORD_LONGEST = 1_000;

export const id = v.pipe(
  v.string(),
  v.check((value) => isId(value), 'has to be an id: lower-case letters, digits and hyphens'),
);
export const role = v.picklist(['admin', 'agent']);
export const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(NAME_MAX));
export const email = v.pipe(v.string(), v.trim(), v.maxLength(EMAIL_MAX), v.email());
export const password = v.pipe(v.string(), v.maxLength(PASSWORD_LONGEST));
