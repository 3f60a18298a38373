// A new password for somebody who forgot theirs: an admin makes a link, whoever opens it chooses.

import * as v from 'valibot';
import { easyProblem, PASSWORD_MAX, PASSWORD_MIN } from '../accounts/auth.ts';
import { problemCode } from '../accounts/accounts.ts';
import { activeMember, isAdmin } from '#lib/rules/directory.ts';
import {
  ApiError,
  limited,
  mustBeAdmin,
  readBody,
  setCookies,
  type ApiContext,
  type ApiPorts,
} from './context.ts';
import { password } from './forms.ts';
import { memberAccount } from './members.ts';

const wanted = v.strictObject({ password });

export async function postReset(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace = '', member = '' } = context.req.param();
  const admin = await mustBeAdmin(ports, context, workspace);
  const account = memberAccount(ports, workspace, member);
  await mustBeInTheirHands(ports, account, memberAccount(ports, workspace, admin.member));
  const { token, expiresAt } = ports.accounts.resets.create(account);
  ports.note('reset-made', { workspace, member, by: admin.member });
  const link = `${ports.origins.baseUrl(context.req.header('host'))}/reset/${token}`;
  return context.json({ link, expiresAt }, 201);
}

/** Whose it is, to whoever has it. */
export async function getReset(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.guesses);
  const account = ports.accounts.resets.find(context.req.param('token') ?? '');
  const person = account === null ? null : await ports.accounts.person(account);
  if (!person) throw unknownLink();
  return context.json(person);
}

/** Ends every session there is: whoever else knew the old password is out. */
export async function postNewPassword(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.guesses);
  const { accounts } = ports;
  const token = context.req.param('token') ?? '';
  const { password: chosen } = await readBody(context, wanted);
  const found = accounts.resets.find(token);
  const person = found === null ? null : await accounts.person(found);
  if (!person) throw unknownLink();
  await mustBeGood(chosen, person);
  const account = accounts.resets.use(token);
  if (account === null) throw unknownLink();
  await accounts.passwords.set(account, chosen);
  await accounts.sessions.endAllOf(account);
  setCookies(context, await accounts.openSession(account, context.req.raw.headers));
  ports.note('password-reset', { account, from: context.get('address') });
  return context.json({ ok: true });
}

/** Whoever has the link becomes that person everywhere: so its maker has to be an admin wherever the person works. */
async function mustBeInTheirHands(ports: ApiPorts, account: string, maker: string): Promise<void> {
  const { accounts, relay } = ports;
  if (!(await accounts.passwords.has(account)))
    throw new ApiError(409, 'no-password', 'This account has no password.');
  for (const { workspace, member } of accounts.memberships.of(account)) {
    const directory = relay.directory(workspace);
    if (!directory || !activeMember(directory, member)) continue;
    const makerHere = accounts.memberships.memberOf(maker, workspace);
    if (makerHere === null || !isAdmin(directory, makerHere))
      throw new ApiError(409, 'belongs-elsewhere', 'This account belongs to another workspace too.');
  }
}

async function mustBeGood(chosen: string, person: { name: string; email: string }): Promise<void> {
  if (chosen.length < PASSWORD_MIN)
    throw new ApiError(400, 'password-too-short', `A password has at least ${PASSWORD_MIN} characters.`);
  if (chosen.length > PASSWORD_MAX)
    throw new ApiError(400, 'password-too-long', `A password has at most ${PASSWORD_MAX} characters.`);
  const easy = await easyProblem(chosen, person);
  if (easy) throw new ApiError(400, problemCode(easy.code), easy.message);
}

function unknownLink(): ApiError {
  return new ApiError(404, 'no-such-reset', 'This link is unknown, used or over. Ask for a new one.');
}
