// Who a request comes from, before it is known which workspace it is about.

import type { IncomingMessage } from 'node:http';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import type { Principal } from './principal.ts';

export interface Identity {
  /** Null for an API token, which belongs to a member and not to a person's account. */
  account: string | null;
  /** What this identity ends with: a session, or `token:…`. When it ends, so do the sockets opened with it. */
  session: string | null;
  /** The member that this identity is in a workspace; null if none. */
  principalFor(workspace: WorkspaceId): Principal | null;
}

/** As much of a request as says who sent it. */
export interface RequestHead {
  /** Path and query, or the whole address. */
  url: string;
  headers: Headers;
}

/** The session cookie, `Authorization: Bearer` or `?token=`; null if none of them is valid. */
export type Identify = (request: RequestHead) => Promise<Identity | null>;

/** The head of a request as Node has it, for the socket's handshake. */
export function headOf(request: IncomingMessage): RequestHead {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  return { url: request.url ?? '/', headers };
}
