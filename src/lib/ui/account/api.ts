// The relay's HTTP API, as far as signing in needs it.

import { parseMe, remember, type Me } from './account.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

type Send = typeof fetch;

/** The relay's answer when it does not do what was asked; `unreachable` if there was none. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** @throws ApiProblem */
export async function fetchMe(send: Send = fetch): Promise<Me> {
  const me = parseMe(await call('GET', '/api/me', undefined, send));
  // A session that is over does not make the device forget: what it holds stays readable until somebody signs out.
  if (me.account) remember(me.account);
  return me;
}

/** @throws ApiProblem */
export async function signIn(email: string, password: string): Promise<Me> {
  await call('POST', '/api/auth/sign-in/email', { email, password });
  return fetchMe();
}

/** @throws ApiProblem */
export async function signInToDemo(member: string): Promise<Me> {
  await call('POST', '/api/demo/sign-in', { member });
  return fetchMe();
}

/** Signs out; without a relay, as far as this device goes. */
export async function signOut(): Promise<void> {
  remember(null);
  await call('POST', '/api/auth/sign-out', {}).catch(() => undefined);
}

/** @param send Kit's own `fetch` while a page loads @throws ApiProblem */
export async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
  send: Send = fetch,
): Promise<unknown> {
  const answer = await send(path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : null,
  }).catch(() => {
    throw new ApiProblem('unreachable');
  });
  const content: unknown = await answer.json().catch(() => null);
  if (answer.ok) return content;
  throw new ApiProblem(codeIn(content) ?? (answer.status >= 500 ? 'unreachable' : 'refused'));
}

/** What went wrong, in plain words, with what to do next. */
export function problemText(problem: unknown): string {
  switch (problem instanceof ApiProblem ? problem.code : '') {
    case 'unreachable':
      return m.problem_unreachable();
    case 'invalid-email-or-password':
    case 'invalid-email':
      return m.problem_wrong_password();
    case 'address-taken':
      return m.problem_address_taken();
    case 'password-needed':
      return m.problem_password_needed();
    case 'too-fast':
      return m.problem_too_fast();
    case 'wrong-code':
      return m.problem_wrong_code();
    case 'set-up':
      return m.problem_set_up();
    case 'no-such-invite':
      return m.problem_no_such_invite();
    case 'invite-used':
      return m.problem_invite_used();
    case 'already-a-member':
      return m.problem_already_a_member();
    case 'user-already-exists':
    case 'user-already-exists-use-another-email':
      return m.problem_email_taken();
    case 'password-too-short':
      return m.problem_password_short();
    case 'password-too-easy':
      return m.problem_password_easy();
    case 'invalid-password':
    case 'wrong-password':
      return m.problem_not_your_password();
    case 'no-such-reset':
      return m.problem_no_such_reset();
    case 'belongs-elsewhere':
      return m.problem_belongs_elsewhere();
    case 'no-password':
      return m.problem_no_password();
    case 'password-too-long':
      return m.problem_password_long();
    case 'too-many-tokens':
      return m.problem_too_many_tokens();
    case 'not-signed-in':
      return m.problem_not_signed_in();
    case 'not-an-admin':
      return m.settings_admins_only_hint();
    case 'last-admin':
      return m.refused_last_admin();
    case 'bad-url':
      return m.problem_bad_url();
    case 'malformed':
      return m.problem_malformed();
    default:
      return m.problem_unknown();
  }
}

function codeIn(content: unknown): string | null {
  const code = typeof content === 'object' && content !== null && 'error' in content ? content.error : null;
  return typeof code === 'string' ? code : null;
}
