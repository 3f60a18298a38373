// What pages ask of the service worker, and how it reads it.

/** Before the version in the name of the lock that a page holds for as long as it lives. */
export const RUNS = 'estafet-runs:';

export type Asked =
  /** Be the version in use from now on. */
  | { kind: 'take-over' }
  /** A member is here: everything is to be there without a network. */
  | { kind: 'keep-app' }
  /** A customer is here: keep what their page has fetched. `page`: under which address it is kept, see chatShell. */
  | { kind: 'keep-chat'; page: string; version: string; paths: string[] };

/** Null for what is none of it: another version's, say. */
export function parseAsked(data: unknown): Asked | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  switch (data.kind) {
    case 'take-over':
    case 'keep-app':
      return { kind: data.kind };
    case 'keep-chat': {
      const version = 'version' in data ? data.version : null;
      const paths: unknown[] = 'paths' in data && Array.isArray(data.paths) ? data.paths : [];
      const page = 'page' in data ? data.page : null;
      if (typeof version !== 'string' || typeof page !== 'string') return null;
      return { kind: 'keep-chat', page, version, paths: paths.filter((path) => typeof path === 'string') };
    }
    default:
      return null;
  }
}

/**
 * Under which address a customer's page is kept; null for pages of members. All chats are one page, but each channel's frame is
 * one of its own: who may show it is in its headers.
 */
export function chatShell(pathname: string): string | null {
  if (pathname.startsWith('/chat/')) return '/chat/';
  return pathname.startsWith('/embed/') ? pathname : null;
}
