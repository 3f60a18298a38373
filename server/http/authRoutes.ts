// What better-auth answers by itself. Only what is named here can be reached: everything else it can do stays off.

import * as v from 'valibot';
import { problemCode } from '../accounts/accounts.ts';
import { ADDRESS_HEADER } from '../accounts/auth.ts';
import { errorBody, limited, type ApiContext, type ApiPorts } from '../api/context.ts';
import type { SignInLimit } from './signInLimit.ts';

export const REACHABLE: ReadonlySet<string> = new Set([
  'POST /api/auth/sign-in/email',
  'POST /api/auth/sign-out',
  'POST /api/auth/change-password',
]);

const SIGN_IN = '/api/auth/sign-in/email';

const CHANGE_PASSWORD = '/api/auth/change-password';

export async function authRoute(
  { accounts, note }: Pick<ApiPorts, 'accounts' | 'note'>,
  signIns: SignInLimit,
  context: ApiContext,
): Promise<Response> {
  const { method, path, url, raw } = context.req;
  if (!REACHABLE.has(`${method} ${path}`)) {
    return context.json(errorBody('not-found', 'There is no such address.'), 404);
  }
  const headers = new Headers(raw.headers);
  headers.set(ADDRESS_HEADER, context.get('address'));
  const body = method === 'POST' ? await context.req.text() : null;
  const ask = (): Promise<Response> => accounts.handle(new Request(url, { method, headers, body }));
  const address = context.get('address');
  if (path !== SIGN_IN) {
    const answer = await ask();
    if (path === CHANGE_PASSWORD && answer.ok) note('password-changed', { from: address });
    return inOurWords(answer);
  }
  const email = emailIn(body);
  limited(context, () => signIns.mayTry(email, context.get('network')));
  const answer = await ask();
  note(answer.ok ? 'signed-in' : 'sign-in-refused', { from: address, status: answer.status });
  if (!answer.ok) return inOurWords(answer);
  signIns.succeeded(email, context.get('network'));
  await accounts.endSessionOf(headers);
  // Only the cookie carries the session.
  return Response.json({ ok: true }, { headers: cookiesOf(answer) });
}

/** As accounts are told apart; what is none is all one. */
function emailIn(body: string | null): string {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.object({ email: v.string() })), body);
  return parsed.success ? parsed.output.email.trim().toLowerCase() : '';
}

function cookiesOf(answer: Response): Headers {
  const headers = new Headers();
  for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie);
  return headers;
}

/** Errors in the form of every other address of the API; what better-auth sets and clears stays. */
async function inOurWords(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const content: unknown = await answer.json().catch(() => null);
  const { code, message } =
    typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  const headers = new Headers(answer.headers);
  const wait = headers.get('x-retry-after');
  if (wait !== null) headers.set('retry-after', wait);
  const error = answer.status === 429 ? 'too-fast' : problemCode(code);
  const words = typeof message === 'string' ? message : 'That was refused.';
  headers.delete('content-length');
  return Response.json(errorBody(error, words), { status: answer.status, headers });
}
