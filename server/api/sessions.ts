// Where somebody is signed in, for themselves; and an admin's way to sign a member out everywhere.

import * as v from 'valibot';
import type { SignedIn } from '../accounts/accounts.ts';
import {
  ApiError,
  limited,
  mustBeAdmin,
  mustBeSignedIn,
  readBody,
  type ApiContext,
  type ApiPorts,
} from './context.ts';
import { password } from './forms.ts';
import { memberAccount } from './members.ts';

/** More than a person has devices: those used last are shown. */
const LISTED_MAX = 100;

/** `session`: one by its id; null for all but the one that asks. The password only for accounts that have one. */
const ending = v.strictObject({
  session: v.nullable(v.pipe(v.string(), v.maxLength(200))),
  password: v.optional(password),
});

export async function getSessions(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { account, session: current } = await mustBeSignedIn(ports, context);
  const { sessions, passwords } = ports.accounts;
  const [all, asksPassword] = await Promise.all([sessions.of(account), passwords.has(account)]);
  return context.json({
    asksPassword,
    sessions: all.slice(0, LISTED_MAX).map(({ id, startedAt, usedAt, agent }) => ({
      ...{ id, startedAt, usedAt, agent },
      current: id === current,
    })),
  });
}

/** Whoever found an open browser ends nothing: that takes the password. */
export async function postEndSessions(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const who = await mustBeSignedIn(ports, context);
  const wish = await readBody(context, ending);
  await mustKnowPassword(ports, context, { who, given: wish.password ?? '' });
  const { sessions } = ports.accounts;
  const all = await sessions.of(who.account);
  const chosen = all.filter(({ id }) => (wish.session === null ? id !== who.session : id === wish.session));
  if (wish.session !== null && chosen.length === 0)
    throw new ApiError(404, 'no-such-session', 'There is no such session of yours any more.');
  await sessions.end(chosen);
  ports.note('sessions-ended', { account: who.account, count: chosen.length });
  return context.json({ ended: chosen.length });
}

export async function postSignOutMember(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace = '', member = '' } = context.req.param();
  const admin = await mustBeAdmin(ports, context, workspace);
  await ports.accounts.sessions.endAllOf(memberAccount(ports, workspace, member));
  ports.note('signed-out-by-admin', { workspace, member, by: admin.member });
  return context.body(null, 204);
}

async function mustKnowPassword(
  { accounts, guesses }: ApiPorts,
  context: ApiContext,
  { who, given }: { who: SignedIn; given: string },
): Promise<void> {
  if (!(await accounts.passwords.has(who.account))) return;
  limited(context, guesses, `password of ${who.account}`);
  if (await accounts.passwords.isOf(who.account, given)) return;
  throw new ApiError(403, 'wrong-password', 'That is not your password.');
}
