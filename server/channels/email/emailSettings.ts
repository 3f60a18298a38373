// What an admin sets of a mailbox. Passwords are not part of it: they are sealed elsewhere.

import { isIP } from 'node:net';
import * as v from 'valibot';
import { line } from '../../parseParts.ts';
import { parseAddress } from './mailAddress.ts';

const HOST = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i;

const server = v.strictObject({
  host: v.pipe(
    v.string(),
    v.check((value) => HOST.test(value) || isIP(value) !== 0, 'has to be the name of a server'),
  ),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  /** `none`: in the clear, which only this very machine is trusted with. */
  security: v.picklist(['tls', 'starttls', 'none']),
  user: v.pipe(line(250), v.nonEmpty('must not be empty')),
});
export type MailServer = v.InferOutput<typeof server>;

export const emailSettings = v.strictObject({
  /** Where customers write, and what replies come from. */
  address: v.pipe(
    v.string(),
    v.check((value) => parseAddress(value) === value, 'has to be an e-mail address in lower case'),
  ),
  imap: server,
  smtp: server,
  /** The mail server delivers `name+anything@` where `name@` goes: then the address of an answer says its conversation too. */
  tagged: v.boolean(),
});
export type EmailSettings = v.InferOutput<typeof emailSettings>;

/** Longer ones no server takes. */
export const mailPassword = v.pipe(line(500), v.nonEmpty('must not be empty'));
