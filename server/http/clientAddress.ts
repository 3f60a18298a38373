// The address that a request came from, for rate limits. What a client says about itself counts for nothing.

import { BlockList, isIP, isIPv6 } from 'node:net';

/** @param trustedProxies reverse proxies whose X-Forwarded-For is believed */
export function createClientAddress(
  trustedProxies: string[],
): (remote: string | undefined, forwardedFor: string | null) => string {
  const proxies = new BlockList();
  for (const address of trustedProxies) proxies.addAddress(address, familyOf(address));
  const isProxy = (address: string): boolean =>
    isIP(address) !== 0 && proxies.check(address, familyOf(address));
  return (remote, forwardedFor) => {
    const direct = plain(remote ?? '');
    if (!isProxy(direct)) return direct;
    // Each proxy appends who it heard from: the last one that is not a proxy is as far back as can be believed.
    const hops = (forwardedFor ?? '').split(',').map((hop) => plain(hop.trim()));
    const client = hops.findLast((hop) => !isProxy(hop));
    return client !== undefined && isIP(client) !== 0 ? client : direct;
  };
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** IPv4 in its own form, where a socket for both families shows it as ::ffff:127.0.0.1. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
