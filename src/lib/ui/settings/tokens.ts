// API tokens, as the relay's HTTP API has them. They are no documents: a secret is shown once, and kept nowhere.

import * as v from 'valibot';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { call } from '../account/api.ts';

export interface ApiToken {
  id: string;
  name: string;
  createdAt: number;
  /** Null for one that was never used. */
  usedAt: number | null;
}

const listed = v.object({
  tokens: v.array(
    v.object({ id: v.string(), name: v.string(), createdAt: v.number(), usedAt: v.nullable(v.number()) }),
  ),
});
const created = v.object({ id: v.string(), token: v.string() });

/** Newest first. @throws ApiProblem */
export async function fetchTokens(workspace: WorkspaceId): Promise<ApiToken[]> {
  return v.parse(listed, await call('GET', `/api/tokens?workspace=${workspace}`)).tokens;
}

/** The token itself: nobody can ask for it again. @throws ApiProblem */
export async function createToken(workspace: WorkspaceId, name: string): Promise<string> {
  return v.parse(created, await call('POST', '/api/tokens', { workspace, name })).token;
}

/** @throws ApiProblem */
export async function revokeToken(workspace: WorkspaceId, token: string): Promise<void> {
  await call('DELETE', `/api/tokens/${token}?workspace=${workspace}`);
}
