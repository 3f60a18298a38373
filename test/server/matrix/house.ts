// The relay of the matrix: the real core, the real accounts, the real API and real sockets on a port of the loopback, with
// somebody of each kind signed in. Only time is the test's own.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import type { Attachment } from '#lib/rules/conversation.ts';
import type { Role } from '#lib/rules/directory.ts';
import { SUBPROTOCOL, VISITOR_SUBPROTOCOL } from '#lib/doc/wire.ts';
import { identifyVisitor } from '../../../server/channels/visitor.ts';
import type { Sender } from '../../../server/files/fileTable.ts';
import { createOrigins } from '../../../server/http/origin.ts';
import { Sockets } from '../../../server/socket/sockets.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { CHANNEL, WORKSPACE } from '../../support/startRelay.ts';
import { bodyOf, TestHttp, type Browser } from '../../support/testHttp.ts';
import { Scene, SECRETS } from './scene.ts';
import { COLLEAGUES, WORKSPACE_OF_STRANGER, type Who } from './who.ts';

/** Sockets have a clock of their own that stands still: a day of relay time must not look like a line that is dead. */
class SocketClock extends FakeClock {
  override soon(task: () => void): void {
    setImmediate(task);
  }
}

export const WEBHOOK_CHANNEL = 'orders';

/** What somebody brings along to show who they are. */
export interface Credentials {
  /** For the API; what a program brings along goes in `program`. */
  browser: Browser;
  program: Record<string, string>;
  headers: Record<string, string>;
  protocols: string[];
}

export class House {
  readonly http: TestHttp;
  readonly scene: Scene;
  /** Ids of files in `owned`: in a note, and in what the customer said. */
  readonly files: { noted: string; said: string };
  readonly tokens: { owner: string; revoked: string };
  /** Somebody who does nothing, and whose session is to be there in the end. */
  bystander!: { browser: Browser; session: string };
  readonly #sockets: Sockets;
  readonly #server = createServer();
  readonly #clients: WebSocket[] = [];
  /** Of the next browser: nobody here shares a budget for guesses. */
  #address = 0;

  static async open(): Promise<House> {
    const ending: { sockets: Sockets | null } = { sockets: null };
    const onEnded = (session: string): void => ending.sockets?.closeSession(session);
    const http = await TestHttp.start({ founded: false, onEnded });
    http.channels.addWebChat(WORKSPACE_OF_STRANGER, CHANNEL, 'Lain');
    const scene = await new Scene(http.relay).found();
    const files = await addFiles(http, scene);
    addWebhook(http);
    await addAccounts(http);
    const house = new House(http, scene, files);
    ending.sockets = house.#sockets;
    house.#server.listen(0, '127.0.0.1');
    await once(house.#server, 'listening');
    await house.#addBystander();
    return house;
  }

  private constructor(http: TestHttp, scene: Scene, files: House['files']) {
    this.http = http;
    this.scene = scene;
    this.files = files;
    const { tokens } = http.accounts;
    const revoked = tokens.create(WORKSPACE, 'owner', 'Old');
    tokens.revoke(revoked.id, { workspace: WORKSPACE, member: 'owner' });
    this.tokens = { owner: tokens.create(WORKSPACE, 'owner', 'Report').token, revoked: revoked.token };
    this.#sockets = new Sockets({
      clock: new SocketClock(),
      meter: { sent: () => undefined },
      relayTime: () => http.clock.now(),
      connect: (...asked) => http.relay.relay.connect(...asked),
      problem: (what, error) => void http.relay.problems.push({ what, error }),
      refused: () => undefined,
      identify: (request) => http.accounts.identify(request),
      identifyVisitor: (protocol) => identifyVisitor(protocol, http.channels.openChats),
      origins: createOrigins({ publicUrl: null, host: '127.0.0.1', port: 0 }),
    });
    this.#server.on('upgrade', (request, duplex, head) => void this.#sockets.upgrade(request, duplex, head));
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** With a session of their own each time, so that nobody's signing out ends another's. */
  async credentials(who: Who): Promise<Credentials> {
    const browser = this.http.browser(`203.0.113.${(this.#address += 1)}`);
    browser.keep(await this.#cookiesOf(who));
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const bearers: Partial<Record<Who, string>> = { token: this.tokens.owner, oldToken: this.tokens.revoked };
    const bearer = bearers[who];
    const secrets: Partial<Record<Who, string>> = SECRETS;
    const secret = secrets[who];
    const visitor = `${VISITOR_SUBPROTOCOL}${WORKSPACE}.${CHANNEL}.${secret}`;
    const authorization = bearer === undefined ? secret && `Visitor ${secret}` : `Bearer ${bearer}`;
    const program: Record<string, string> = authorization === undefined ? {} : { authorization };
    return {
      browser,
      program,
      headers: {
        ...(bearer === undefined ? { origin: `http://${this.address}` } : program),
        ...(cookie === '' ? {} : { cookie }),
      },
      protocols: secret === undefined ? [SUBPROTOCOL] : [SUBPROTOCOL, visitor],
    };
  }

  /** The token of a fresh invite. */
  invite(role: Role): string {
    return this.http.accounts.invites.create(WORKSPACE, role, 'admin').token;
  }

  /** The id of a fresh invite, for whoever lists them. */
  openInvite(): string {
    this.invite('agent');
    return this.http.accounts.invites.open(WORKSPACE).at(-1)?.id ?? 'none';
  }

  /** The id of a fresh token of a member's. */
  newToken(member: string): string {
    return this.http.accounts.tokens.create(WORKSPACE, member, 'Spare').id;
  }

  connect({ headers, protocols }: Pick<Credentials, 'headers' | 'protocols'>, path = '/sync'): WebSocket {
    const client = new WebSocket(`ws://${this.address}${path}`, protocols, { headers });
    client.on('error', () => undefined);
    this.#clients.push(client);
    return client;
  }

  #cookiesOf(who: Who): Promise<string[]> {
    const { accounts } = this.http;
    const isColleague = COLLEAGUES.some((member) => member === who);
    const workspace = isColleague ? WORKSPACE : who === 'stranger' ? WORKSPACE_OF_STRANGER : null;
    if (workspace === null) return who === 'account' ? this.#signUp() : Promise.resolve([]);
    const account = accounts.memberships.accountOf(workspace, who);
    if (account === null) throw new Error(`${who} has no account`);
    return accounts.openSession(account, new Headers());
  }

  async #addBystander(): Promise<void> {
    const browser = this.http.browser();
    browser.keep(await this.#cookiesOf('account'));
    const { sessions } = await bodyOf<{ sessions: { id: string }[] }>(await browser.get('/api/sessions'));
    const [session] = sessions;
    if (!session) throw new Error('nobody is signed in');
    this.bystander = { browser, session: session.id };
  }

  async #signUp(): Promise<string[]> {
    const email = `account-${this.#address}@example.com`;
    const made = await this.http.accounts.signUp(
      { name: 'Account', email, password: 'correct horse battery' },
      new Headers(),
    );
    return 'problem' in made ? [] : made.cookies;
  }
}

function addWebhook({ channels, webhooks }: TestHttp): void {
  const settings = { url: 'https://shop.example.com/replies', deduplicates: true };
  const row = { id: WEBHOOK_CHANNEL, kind: 'webhook', name: 'Orders', enabled: true, settings } as const;
  channels.add(WORKSPACE, row);
  webhooks.secrets.rotate(WORKSPACE, WEBHOOK_CHANNEL);
}

async function addFiles(http: TestHttp, scene: Scene): Promise<House['files']> {
  const { files, relay } = http;
  const { owned: conversation, visitor } = scene;
  const bring = async (sender: Sender, reads: 'owned' | 'said'): Promise<Attachment> => {
    // In its name too, which stands in documents.
    const name = scene.mark(reads);
    const bytes = Buffer.from(name);
    const id = createHash('sha256').update(bytes).digest('hex');
    await files.bring(sender, { id, size: bytes.length, from: 0 }, Readable.from([bytes]));
    return { id, name, type: 'text/plain', size: bytes.length };
  };
  const workspace = WORKSPACE;
  const noted = await bring({ kind: 'member', workspace, member: 'admin' }, 'owned');
  await relay.act('admin', { kind: 'note', conversation, text: '', attachments: [noted], mention: null });
  const said = await bring({ kind: 'visitor', workspace, channel: CHANNEL, visitor }, 'said');
  relay.customerWrites(visitor, scene.mark('said'), undefined, [said]);
  return { noted: noted.id, said: said.id };
}

async function addAccounts({ accounts, relay }: TestHttp): Promise<void> {
  for (const workspace of [WORKSPACE, WORKSPACE_OF_STRANGER]) {
    const members = Object.values(relay.relay.directory(workspace)?.members ?? {});
    const joining = members.map(({ id, name, role }) => ({ member: id, name, role }));
    await accounts.addDemoAccounts(workspace, joining);
  }
}
