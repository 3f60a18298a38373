// Which addresses a relay never sends customers' replies to: its own machine, its own network, and whatever else is not a
// public host. Somebody who may set up a webhook may not look around inside the operator's network with it.

import { BlockList, isIP, isIPv4 } from 'node:net';

/** IANA's special-purpose registries, and multicast. */
const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** The only part of IPv6 that is the public internet; everything else is something special. */
const IPV6_PUBLIC = '2000::/3';
/** Inside it: Teredo and its neighbours, documentation, 6to4 (which holds an IPv4 address of anybody's choice). */
const IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** IPv4 in other clothes: mapped, and as NAT64 writes it (RFC 6052). */
const WITH_IPV4 = ['::ffff:0:0/96', '64:ff9b::/96'];

const blocked = listOf([...IPV4, ...IPV6]);
const open = listOf([IPV6_PUBLIC]);
const translated = listOf(WITH_IPV4);

/** True for anything but an address of the public internet, also for what is no address. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 0) return true;
  if (isIPv4(plain)) return blocked.check(plain, 'ipv4');
  if (translated.check(plain, 'ipv6')) return isPrivateAddress(lastIpv4(plain));
  return blocked.check(plain, 'ipv6') || !open.check(plain, 'ipv6');
}

/** The IPv4 address in the last 32 bits. URL's parser writes every form of IPv6 in one way, in hexadecimal. */
function lastIpv4(address: string): string {
  const [, high = '0', low = '0'] =
    /([0-9a-f]*):([0-9a-f]*)\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
  const bits = [high, low].map((part) => parseInt(part || '0', 16));
  return bits.flatMap((part) => [part >> 8, part & 255]).join('.');
}

function listOf(networks: string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}
