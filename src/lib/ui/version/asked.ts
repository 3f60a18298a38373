// What pages ask of the service worker, and how it reads it.

/** Before the version in the name of the lock that a page holds for as long as it lives. */
export const RUNS = 'estafet-runs:';

export type Asked =
  /** Be the version in use from now on. */
  | { kind: 'take-over' }
  /** A member is here: everything is to be there without a network. */
  | { kind: 'keep-app' }
  /** A customer is here: keep what their page has fetched. */
  | { kind: 'keep-chat'; version: string; paths: string[] };

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
      if (typeof version !== 'string') return null;
      return { kind: 'keep-chat', version, paths: paths.filter((path) => typeof path === 'string') };
    }
    default:
      return null;
  }
}
