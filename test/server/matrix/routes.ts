// The table of addresses: who gets which answer, once everything has been taken away (phase `after`). An address that is not
// here fails the matrix; its row says what to ask and what each kind of person is told.

import { createHash } from 'node:crypto';
import { WORKSPACE } from '../../support/startRelay.ts';
import { WEBHOOK_CHANNEL, type House } from './house.ts';
import { COLLEAGUES, WHO, type Reading, type Who } from './who.ts';

export interface Question {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface RouteRow {
  ask: (house: House, who: Who) => Question;
  answers: Record<Who, number>;
  /** What the answer tells whoever may ask, beside what they may read anyway. */
  tells?: Reading;
  /** Whoever may is a member from then on: asked last. */
  joins?: true;
}

/** One answer, whoever asks. */
export function everybody(status: number, others: Partial<Record<Who, number>> = {}): Record<Who, number> {
  return { ...fill(WHO, status), ...others };
}

/** For active members who are signed in; not for programs, and no sign to others that there is such a workspace. */
export function inPerson(colleagues: number, others: Partial<Record<Who, number>> = {}): Record<Who, number> {
  return {
    ...everybody(401),
    ...fill(COLLEAGUES, colleagues),
    former: 404,
    stranger: 404,
    account: 404,
    ...others,
  };
}

/** As in person, and for programs with a token. */
function withTokens(colleagues: number, others: Partial<Record<Who, number>> = {}): Record<Who, number> {
  return inPerson(colleagues, { token: colleagues, ...others });
}

export function adminsOnly(status: number): Record<Who, number> {
  return inPerson(403, { admin: status });
}

/** Whoever has a session. */
function signedIn(status: number, otherwise: number): Record<Who, number> {
  return { ...everybody(otherwise), ...fill([...COLLEAGUES, 'stranger', 'account'], status) };
}

function fill(people: readonly Who[], status: number): Record<Who, number> {
  return Object.fromEntries(people.map((who) => [who, status])) as Record<Who, number>;
}

const at = (path: string, body?: unknown) => (): Question => ({ path, body });

const PASSWORDS = { currentPassword: 'not the password', newPassword: 'another long password' };
const STRANGER = { name: 'Siti', email: 'siti@example.com', password: 'correct horse battery' };

/** Below /api/auth: better-auth's own, as far as authRoutes.ts lets them be reached. */
const AUTH: Record<string, RouteRow> = {
  'POST /api/auth/sign-in/email': {
    ask: at('/api/auth/sign-in/email', { email: 'owner@toko.invalid', password: 'not the password' }),
    answers: everybody(401),
  },
  'POST /api/auth/sign-out': { ask: at('/api/auth/sign-out', {}), answers: everybody(200) },
  'POST /api/auth/change-password': {
    ask: at('/api/auth/change-password', PASSWORDS),
    answers: signedIn(400, 401),
  },
};

const SESSIONS: Record<string, RouteRow> = {
  'GET /api/sessions': { ask: at('/api/sessions'), answers: signedIn(200, 401) },
  'POST /api/sessions/end': {
    // Somebody else's: nobody is told whether there is such a session. routes.test.ts looks that it lives on. Whoever has a
    // password has to give it.
    ask: (house) => ({ path: '/api/sessions/end', body: { session: house.bystander.session } }),
    answers: { ...signedIn(404, 401), account: 403 },
  },
  'POST /api/members/:workspace/:member/sign-out': {
    ask: at(`/api/members/${WORKSPACE}/none/sign-out`, {}),
    answers: adminsOnly(204),
  },
  // Nobody here has a password that could be forgotten.
  'POST /api/members/:workspace/:member/reset': {
    ask: at(`/api/members/${WORKSPACE}/owner/reset`, {}),
    answers: adminsOnly(409),
  },
  'GET /api/resets/:token': { ask: at('/api/resets/guess'), answers: everybody(404) },
  'POST /api/resets/:token': {
    ask: at('/api/resets/guess', { password: 'correct horse battery' }),
    answers: everybody(404),
  },
};

const WEBHOOK = `/api/workspaces/${WORKSPACE}/channels/${WEBHOOK_CHANNEL}`;

const MAIL_SERVER = { host: '127.0.0.1', port: 9, security: 'tls', user: 'nobody' };
const MAILBOX = {
  address: 'nobody@toko.example',
  imap: MAIL_SERVER,
  smtp: MAIL_SERVER,
  tagged: false,
};

/** SHA-256 of `a file`. */
const FILE = createHash('sha256').update('a file').digest('hex');

function upload(path: string): () => Question {
  return () => ({ path: `${path}/${FILE}`, body: 'a file', headers: { 'upload-length': '6' } });
}

const CHANNELS: Record<string, RouteRow> = {
  'GET /api/channels': { ask: at(`/api/channels?workspace=${WORKSPACE}`), answers: adminsOnly(200) },
  'POST /api/workspaces/:workspace/channels': {
    ask: at(`/api/workspaces/${WORKSPACE}/channels`, { kind: 'web-chat', name: 'Second' }),
    answers: adminsOnly(201),
  },
  'PATCH /api/workspaces/:workspace/channels/:channel': {
    ask: at(WEBHOOK, { name: 'Orders' }),
    answers: adminsOnly(200),
  },
  'POST /api/workspaces/:workspace/channels/:channel/secrets': {
    ask: at(`${WEBHOOK}/secrets`, { endOld: false }),
    answers: adminsOnly(201),
  },
  'GET /api/workspaces/:workspace/channels/:channel/tries': {
    ask: at(`${WEBHOOK}/tries`),
    answers: adminsOnly(200),
  },
  'GET /api/workspaces/:workspace/channels/:channel/undelivered': {
    ask: at(`${WEBHOOK}/undelivered`),
    answers: adminsOnly(200),
  },
  'GET /api/workspaces/:workspace/channels/:channel/set-aside': {
    ask: at(`${WEBHOOK}/set-aside`),
    answers: adminsOnly(200),
  },
  'POST /api/workspaces/:workspace/mail-check': {
    // Nowhere: that it was tried at all is what only admins see.
    ask: at(`/api/workspaces/${WORKSPACE}/mail-check`, { email: MAILBOX, passwords: {} }),
    answers: adminsOnly(200),
  },
  'GET /api/workspaces/:workspace/contacts/:conversation': {
    ask: at(`/api/workspaces/${WORKSPACE}/contacts/none`),
    answers: adminsOnly(404),
  },
  'POST /api/workspaces/:workspace/contacts/:conversation/erase': {
    ask: at(`/api/workspaces/${WORKSPACE}/contacts/none/erase`, { confirm: 'none' }),
    answers: adminsOnly(404),
  },
  // Only the address that left with a reply opens it: files of it nobody else may guess, members neither.
  'GET /api/channels/:channel/files/:file': {
    ask: ({ files }) => ({
      path: `/api/channels/${WEBHOOK_CHANNEL}/files/${files.said}?reply=r&expires=9999999999&signature=s`,
    }),
    answers: everybody(404),
  },
  'PUT /api/channels/:channel/files/:file': {
    ask: upload(`/api/channels/${WEBHOOK_CHANNEL}/files`),
    answers: everybody(401),
  },
  // Only a signature opens it, and nobody here has the secret.
  'POST /api/channels/:channel/messages': {
    ask: at(`/api/channels/${WEBHOOK_CHANNEL}/messages`, { type: 'message.received' }),
    answers: everybody(401),
  },
};

/** Which files for whom: pages.ts, at every time. */
const FILES: Record<string, RouteRow> = {
  'GET /api/uploads/:workspace/:file': {
    ask: at(`/api/uploads/${WORKSPACE}/${FILE}`),
    answers: withTokens(200),
  },
  'PUT /api/uploads/:workspace/:file': {
    ask: upload(`/api/uploads/${WORKSPACE}`),
    answers: withTokens(200),
  },
  'GET /api/files/:workspace/:conversation/:file': {
    ask: ({ scene, files }) => ({ path: `/api/files/${WORKSPACE}/${scene.owned}/${files.noted}` }),
    answers: withTokens(404, { admin: 200, first: 200 }),
  },
  'GET /api/chat-uploads/:workspace/:channel/:file': {
    ask: at(`/api/chat-uploads/${WORKSPACE}/web/${FILE}`),
    answers: everybody(401, { visitor: 200, otherVisitor: 200 }),
  },
  'PUT /api/chat-uploads/:workspace/:channel/:file': {
    ask: upload(`/api/chat-uploads/${WORKSPACE}/web`),
    answers: everybody(401, { visitor: 200, otherVisitor: 200 }),
  },
  'GET /api/chat-files/:workspace/:channel/:file': {
    ask: ({ files }) => ({ path: `/api/chat-files/${WORKSPACE}/web/${files.said}` }),
    answers: everybody(401, { visitor: 200, otherVisitor: 404 }),
  },
};

export const ROUTES: Record<string, RouteRow> = {
  ...AUTH,
  ...FILES,
  'GET /healthz': { ask: at('/healthz'), answers: everybody(200) },
  'GET /readyz': { ask: at('/readyz'), answers: everybody(200) },
  // Nobody here comes from the relay's own machine.
  'GET /metrics': { ask: at('/metrics'), answers: everybody(404) },
  // The tests run without a build.
  'GET /*': { ask: at('/w/toko/inbox/assigned'), answers: everybody(503) },
  'GET /api/me': { ask: at('/api/me'), answers: everybody(200) },
  'GET /api/setup': { ask: at('/api/setup'), answers: everybody(200) },
  'POST /api/setup': {
    ask: at('/api/setup', { code: 'guess', workspace: 'Mine', ...STRANGER }),
    answers: everybody(409),
  },
  'POST /api/demo/sign-in': { ask: at('/api/demo/sign-in', { member: 'admin' }), answers: everybody(404) },
  'GET /api/demo/customers': { ask: at('/api/demo/customers'), answers: everybody(404) },
  'POST /api/demo/customers': { ask: at('/api/demo/customers', { on: true }), answers: everybody(404) },
  'POST /api/invites': {
    ask: at('/api/invites', { workspace: WORKSPACE, role: 'admin' }),
    answers: adminsOnly(201),
  },
  'GET /api/invites': { ask: at(`/api/invites?workspace=${WORKSPACE}`), answers: adminsOnly(200) },
  'DELETE /api/invites/:invite': {
    ask: (house) => ({ path: `/api/invites/${house.openInvite()}?workspace=${WORKSPACE}` }),
    answers: adminsOnly(204),
  },
  'GET /api/invites/:token': {
    ask: (house) => ({ path: `/api/invites/${house.invite('agent')}` }),
    answers: everybody(200),
  },
  'POST /api/invites/:token/accept': {
    ask: (house, who) => ({
      path: `/api/invites/${house.invite('agent')}/accept`,
      body: { ...STRANGER, email: `${who.toLowerCase()}@example.com` },
    }),
    // Whoever is a member already keeps their role, also when deactivated.
    answers: everybody(201, fill(COLLEAGUES, 409)),
    joins: true,
  },
  'GET /api/tokens': { ask: at(`/api/tokens?workspace=${WORKSPACE}`), answers: inPerson(200) },
  'POST /api/tokens': {
    ask: at('/api/tokens', { workspace: WORKSPACE, name: 'Report' }),
    answers: inPerson(201),
  },
  'DELETE /api/tokens/:token': {
    ask: (house) => ({ path: `/api/tokens/${house.newToken('owner')}?workspace=${WORKSPACE}` }),
    answers: inPerson(404, { owner: 204 }),
  },
  // Which inbox for whom: pages.ts, at every time.
  'GET /api/inboxes/:workspace/:inbox{.+}': {
    ask: at(`/api/inboxes/${WORKSPACE}/inbox/owner`),
    answers: withTokens(404, { owner: 200, token: 200 }),
  },
  'POST /api/search/:workspace': {
    ask: at(`/api/search/${WORKSPACE}`, { query: 'kenari' }),
    answers: withTokens(200),
  },
  'POST /api/members/:workspace/:member/rejoin': {
    // Of somebody who is there, so that nobody is let in for the next row.
    ask: at(`/api/members/${WORKSPACE}/none/rejoin`, {}),
    answers: adminsOnly(409),
  },
  'POST /api/preview/:workspace': {
    ask: at(`/api/preview/${WORKSPACE}`, { kind: 'deactivate-member', member: 'first' }),
    answers: adminsOnly(200),
  },
  'GET /api/audit/:workspace': { ask: at(`/api/audit/${WORKSPACE}`), answers: adminsOnly(200) },
  'POST /api/audit/:workspace/check': {
    ask: at(`/api/audit/${WORKSPACE}/check`, {}),
    answers: adminsOnly(200),
  },
  ...SESSIONS,
  ...CHANNELS,
  // What a customer's page needs to know is for everybody.
  'GET /api/channels/:channel': {
    // Two workspaces have one of this name: the short form is nobody's.
    ask: at('/api/channels/web'),
    answers: everybody(404),
  },
  'GET /api/channels/:workspace/:channel': {
    ask: at(`/api/channels/${WORKSPACE}/web`),
    answers: everybody(200),
  },
};

/** Patterns that answer nothing of their own, or only that there is no such address. */
export const PATTERNS: readonly string[] = ['ALL /*', 'ALL /api/*', 'ALL /api/auth/*'];
