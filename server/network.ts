// Who shares a limit: one IPv4 address, or the 64 bits that one customer of a network has in IPv6, of which they may use any.

import { isIPv6 } from 'node:net';
import { isPrivateAddress } from './privateAddress.ts';

/** Null for what is no public address: a proxy that the operator has not named, behind which everybody would be one. */
export function networkOf(address: string): string | null {
  return isPrivateAddress(address) ? null : groupOf(address);
}

/** The same, where whoever comes from a private address is counted by it too: for tries that are worth guessing. */
export function groupOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const parts = head.split(':').filter((part) => part !== '');
  const after = tail.split(':').filter((part) => part !== '');
  const zeros = address.includes('::') ? Array<string>(8 - parts.length - after.length).fill('0') : [];
  // One network is written in one way, whatever zeros an address has in front.
  return [...parts, ...zeros, ...after]
    .slice(0, 4)
    .map((part) => parseInt(part, 16).toString(16))
    .join(':');
}
