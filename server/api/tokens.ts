// API tokens of the member who asks.

import * as v from 'valibot';
import { tokenSession } from '../accounts/accounts.ts';
import { ApiError, mustBeMemberInPerson, readBody, type ApiContext, type ApiPorts } from './context.ts';
import { id, name } from './forms.ts';

const wanted = v.strictObject({ workspace: id, name });
/** Nobody needs more, and a list has to fit on a page. */
const TOKENS_MAX = 50;

export async function postToken(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace, name: label } = await readBody(context, wanted);
  const { member } = await mustBeMemberInPerson(ports, context, workspace);
  if (ports.accounts.tokens.list(workspace, member).length >= TOKENS_MAX) {
    throw new ApiError(
      409,
      'too-many-tokens',
      `One member has at most ${TOKENS_MAX} tokens. Revoke one first.`,
    );
  }
  // The only time that the token itself is shown.
  return context.json(ports.accounts.tokens.create(workspace, member, label), 201);
}

export async function getTokens(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const workspace = context.req.query('workspace') ?? '';
  const { member } = await mustBeMemberInPerson(ports, context, workspace);
  return context.json({ tokens: ports.accounts.tokens.list(workspace, member) });
}

export async function deleteToken(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const workspace = context.req.query('workspace') ?? '';
  const who = await mustBeMemberInPerson(ports, context, workspace);
  const token = context.req.param('token') ?? '';
  if (!ports.accounts.tokens.revoke(token, who)) {
    throw new ApiError(404, 'no-such-token', 'You have no token of that id.');
  }
  ports.onSignedOut(tokenSession(token));
  return context.body(null, 204);
}
