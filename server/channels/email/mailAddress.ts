// Addresses of mail, in the one form in which they are compared and written into headers.

import { domainToASCII } from 'node:url';

/** RFC 5321, section 4.5.3.1: the whole, and the part before the @. */
const ADDRESS_MAX = 254;
const LOCAL_MAX = 64;
/** A dot-atom (RFC 5322, section 3.2.3). Quoted local parts, which nobody has, are where headers are broken into. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * In lower case, its domain in ASCII. No mail server tells capital letters apart, and one customer is one contact however
 * their telephone writes it. Null if it is no address that we could answer to.
 */
export function parseAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at).trim().toLowerCase();
  const domain = domainToASCII(text.slice(at + 1).trim()).toLowerCase();
  const address = `${local}@${domain}`;
  const right = at > 0 && LOCAL.test(local) && DOMAIN.test(domain);
  return right && local.length <= LOCAL_MAX && address.length <= ADDRESS_MAX ? address : null;
}

/** `support@toko.example` and a token: `support+token@toko.example`. Null where it would be too long. */
export function withTag(address: string, tag: string): string | null {
  const at = address.lastIndexOf('@');
  return parseAddress(`${address.slice(0, at)}+${tag}${address.slice(at)}`);
}

/** The tag of an address that is `own` with one; null if it is another. */
export function tagOf(address: string, own: string): string | null {
  const at = own.lastIndexOf('@');
  const [before, after] = [`${own.slice(0, at)}+`, own.slice(at)];
  const tagged = address.startsWith(before) && address.endsWith(after);
  return tagged ? address.slice(before.length, -after.length) : null;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
