// Where a name that an admin gave leads: resolved once, every address it has is checked, and whoever asked connects to the one
// that was checked, so that the name cannot mean something else a moment later (DNS rebinding).

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPrivateAddress } from './privateAddress.ts';

export interface AddressPorts {
  /** Private networks may be reached: for tests and development. */
  allowPrivate: boolean;
  /** Every address of a name. Rejects if there is none. */
  resolve?: (host: string) => Promise<string[]>;
}

export type Found = { address: string } | { reason: 'no-such-host' | 'private-address' };

/** @param host a name or an IP address, IPv6 without brackets */
export async function findAddress(
  host: string,
  { allowPrivate, resolve = resolveAll }: AddressPorts,
): Promise<Found> {
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [host];
  const [address] = addresses;
  if (address === undefined) return { reason: 'no-such-host' };
  if (!allowPrivate && addresses.some(isPrivateAddress)) return { reason: 'private-address' };
  return { address };
}

/** This very machine: nobody else can listen to what is said there in the clear. */
export function isLoopback(address: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';
}

/** As Node names what is wrong with a certificate. */
export function isCertificateError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code);
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
