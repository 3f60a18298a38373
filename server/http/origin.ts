// Which pages may talk to the relay with a member's cookie, and under which names the relay answers.

import { isIP } from 'node:net';
import type { Config } from '../config.ts';

export interface Origins {
  /** False for a name that a stranger's DNS may have pointed here (DNS rebinding). */
  answersTo(host: string | null | undefined): boolean;
  /** True for our own pages; false for a foreign or an unreadable origin, and without one. */
  allows(origin: string | null | undefined, host: string | null | undefined): boolean;
  /** Where browsers find us, for links that leave the relay. */
  baseUrl(host: string | null | undefined): string;
}

export function createOrigins({
  publicUrl,
  host: listening,
  port,
}: Pick<Config, 'publicUrl' | 'host' | 'port'>): Origins {
  const answersTo = (host: string | null | undefined): boolean => {
    // Behind a proxy the name is the proxy's business, and PUBLIC_URL says which pages are ours.
    if (publicUrl) return true;
    const name = nameOf(host);
    return name !== null && (isLocalName(name) || isIP(name) !== 0 || name === listening.toLowerCase());
  };
  return {
    answersTo,
    allows: (origin, host) => {
      const given = originOf(origin);
      if (given === null) return false;
      if (publicUrl) return given.origin === publicUrl.origin;
      // By itself the relay speaks plain HTTP: a page that came by https came from somebody else.
      return given.protocol === 'http:' && answersTo(host) && given.host === host?.toLowerCase();
    },
    baseUrl: (host) => publicUrl?.origin ?? `http://${host ?? `127.0.0.1:${port}`}`,
  };
}

function originOf(origin: string | null | undefined): URL | null {
  const url = origin ? URL.parse(origin) : null;
  // `null` is what sandboxed pages and local files send: it is nobody.
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

function nameOf(host: string | null | undefined): string | null {
  const name = host ? URL.parse(`http://${host}`)?.hostname : undefined;
  return name === undefined ? null : name.replace(/^\[|\]$/g, '');
}

/** Names that no resolver sends elsewhere (RFC 6761). */
function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}
