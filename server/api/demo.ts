// The demo: anybody may sign in as one of its members, without a password.

import * as v from 'valibot';
import { ApiError, readBody, setCookies, type ApiContext, type ApiPorts } from './context.ts';
import { id } from './forms.ts';

const signIn = v.strictObject({ member: id });

export async function postDemoSignIn(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { demo, accounts } = ports;
  if (!demo) throw new ApiError(404, 'no-demo', 'This relay is not a demo.');
  const { member } = await readBody(context, signIn);
  const offered = demo.members.some((one) => one.member === member);
  const account = offered ? accounts.memberships.accountOf(demo.workspace, member) : null;
  if (account === null) throw new ApiError(404, 'no-such-member', 'The demo has no such member.');
  await accounts.endSessionOf(context.req.raw.headers);
  setCookies(context, await accounts.openSession(account, context.req.raw.headers));
  return context.json({ workspace: demo.workspace, member });
}
