// The relay's whole HTTP side on the real core, without a port: requests go straight into the app. What a browser does by
// itself (cookies, Origin) is done here.

import { DatabaseSync } from 'node:sqlite';
import type { Hono } from 'hono';
import { NETWORK_FILES_PER_DAY } from '#lib/rules/limits.ts';
import { openAccounts, type Accounts } from '../../server/accounts/accounts.ts';
import type { ApiPorts, Env } from '../../server/api/context.ts';
import { ChannelTable } from '../../server/channels/channelTable.ts';
import { Emails } from '../../server/channels/email/emails.ts';
import { createSeal, type Seal } from '../../server/channels/seal.ts';
import type { SendPost } from '../../server/channels/webhook/post.ts';
import { Webhooks } from '../../server/channels/webhook/webhooks.ts';
import { Dispatcher } from '../../server/dispatch/dispatcher.ts';
import { Simulation } from '../../server/demo/simulation.ts';
import { createErasure } from '../../server/forgetContact.ts';
import { createHttp, type HttpPorts } from '../../server/http/http.ts';
import { createOrigins } from '../../server/http/origin.ts';
import { createRateLimit } from '../../server/http/rateLimit.ts';
import { loadStaticFiles } from '../../server/http/staticFiles.ts';
import { Files } from '../../server/files/files.ts';
import { FileTable } from '../../server/files/fileTable.ts';
import { receive } from '../../server/incoming.ts';
import { createLogger } from '../../server/logger.ts';
import { noMeter } from '../../server/meter.ts';
import { createMetrics } from '../../server/metrics.ts';
import { systemChance } from '../../server/random.ts';
import { FakeClock } from './fakeClock.ts';
import { MemoryDisk } from './memoryDisk.ts';
import { TestRelay, WORKSPACE } from './startRelay.ts';

/** Time stands still, but what is to happen soon happens by itself. */
class LiveClock extends FakeClock {
  override soon(task: () => void): void {
    super.soon(task);
    setImmediate(() => this.settle());
  }
}

export const HOST = '127.0.0.1:3000';

export interface TestHttpOptions {
  demo?: boolean;
  setupCode?: string;
  publicUrl?: string;
  metricsToken?: string;
  trustedProxies?: string[];
  /** Folder of a build. */
  build?: string;
  /** Where webhooks lead; nowhere, unless said. */
  post?: SendPost;
  allowPrivate?: boolean;
  /** False: no workspace and no member yet. */
  founded?: boolean;
  /** Hears of every session that is over, as the sockets do. */
  onEnded?: (session: string) => void;
}

export class TestHttp {
  readonly app: Hono<Env>;
  readonly accounts: Accounts;
  readonly relay: TestRelay;
  readonly clock: LiveClock;
  readonly database: DatabaseSync;
  readonly channels: ChannelTable;
  readonly webhooks: Webhooks;
  readonly emails: Emails;
  readonly files: Files;
  readonly disk: MemoryDisk;
  /** Sessions whose sockets were to be closed. */
  readonly ended: string[];
  readonly simulation: Simulation;
  /** Lines of the security log. */
  readonly notes: Record<string, string | number>[] = [];
  /** Whether simulated customers have anybody to write to. */
  watched = true;
  ready = true;

  private constructor(
    parts: Pick<
      TestHttp,
      | 'accounts'
      | 'relay'
      | 'clock'
      | 'database'
      | 'channels'
      | 'webhooks'
      | 'emails'
      | 'files'
      | 'disk'
      | 'ended'
    >,
    options: TestHttpOptions,
  ) {
    this.accounts = parts.accounts;
    this.relay = parts.relay;
    this.clock = parts.clock;
    this.database = parts.database;
    this.channels = parts.channels;
    this.webhooks = parts.webhooks;
    this.emails = parts.emails;
    this.files = parts.files;
    this.disk = parts.disk;
    this.ended = parts.ended;
    this.simulation = new Simulation({
      ...{ relay: this.relay.relay, clock: this.clock, chance: systemChance },
      watched: () => this.watched,
      problem: (what, error) => void this.relay.problems.push({ what, error }),
    });
    this.app = createHttp(this.#ports(options));
  }

  static async start(options: TestHttpOptions = {}): Promise<TestHttp> {
    const clock = new LiveClock();
    const database = new DatabaseSync(':memory:');
    const channels = new ChannelTable(database, clock);
    const disk = new MemoryDisk();
    const problem = (what: string, error: unknown): void => void relay.problems.push({ what, error });
    const files = new Files({ disk, table: new FileTable(database), clock, problem });
    const relay = new TestRelay({ clock, channels, files });
    const ended: string[] = [];
    const origins = createOrigins(listening(options));
    const accounts = await openAccounts({
      database,
      kind: options.demo ? 'demo' : 'production',
      secret: 's'.repeat(43),
      baseUrl: options.publicUrl ?? `http://${HOST}`,
      trusts: ({ headers }) => origins.allows(headers.get('origin'), headers.get('host')),
      onSessionEnded: (session) => {
        ended.push(session);
        options.onEnded?.(session);
      },
      logger: createLogger('silent'),
      clock,
      chance: systemChance,
    });
    channels.addWebChat(WORKSPACE, 'web', 'Toko Kopi');
    if (options.founded !== false) await relay.found();
    const seal = createSeal(Buffer.alloc(32, 9).toString('base64url'), systemChance);
    const emails = new Emails({
      ...{ database, channels, clock, seal, log: relay.log, allowPrivate: options.allowPrivate ?? false },
      files,
      perform: (workspace, work) => relay.relay.perform(workspace, work),
      problem: (what, error) => relay.problems.push({ what, error }),
    });
    const webhooks = webhooksOf({ relay, clock, database, channels, emails, files, seal }, options);
    const parts = { accounts, relay, clock, database, channels, webhooks, emails, files, disk, ended };
    const http = new TestHttp(parts, options);
    if (options.founded !== false) await http.#addAccounts(options.demo ?? false);
    return http;
  }

  browser(address = '127.0.0.1'): Browser {
    return new Browser(this.app, address);
  }

  /** A browser in which a member of the test's workspace is signed in. */
  async signedIn(member: string): Promise<Browser> {
    const account = this.accounts.memberships.accountOf(WORKSPACE, member);
    if (account === null) throw new Error(`${member} has no account`);
    const browser = this.browser();
    browser.keep(await this.accounts.openSession(account, new Headers()));
    return browser;
  }

  async #addAccounts(demo: boolean): Promise<void> {
    const members = Object.values(this.relay.relay.directory(WORKSPACE)?.members ?? {});
    const joining = members.map(({ id, name, role }) => ({ member: id, name, role }));
    await this.accounts.addDemoAccounts(WORKSPACE, demo ? joining : joining.slice(0, 2));
  }

  #ports(options: TestHttpOptions): HttpPorts {
    const { config } = { config: listening(options) };
    const members = Object.values(this.relay.relay.directory(WORKSPACE)?.members ?? {});
    const api: ApiPorts = {
      accounts: this.accounts,
      relay: this.relay.relay,
      channels: this.channels,
      webhooks: this.webhooks,
      emails: this.emails,
      files: this.files,
      eraseContact: createErasure({ relay: this.relay.relay, database: this.database, files: this.files }),
      chance: systemChance,
      origins: createOrigins(config),
      clock: this.clock,
      note: (event, about) => void this.notes.push({ event, ...about }),
      guesses: createRateLimit(this.clock, { capacity: 10, perSecond: 0.1 }),
      searches: createRateLimit(this.clock, { capacity: 20, perSecond: 3 }),
      lookups: createRateLimit(this.clock, { capacity: 100, perSecond: 10 }),
      uploads: createRateLimit(this.clock, { capacity: 100, perSecond: 2 }),
      downloads: createRateLimit(this.clock, { capacity: 300, perSecond: 20 }),
      visitorBytes: createRateLimit(this.clock, {
        capacity: NETWORK_FILES_PER_DAY,
        perSecond: NETWORK_FILES_PER_DAY / 86_400,
      }),
      demo: options.demo
        ? {
            workspace: WORKSPACE,
            members: members.map(({ id, name, role, colour }) => ({ member: id, name, role, colour })),
            simulation: this.simulation,
          }
        : null,
      setupCode: options.setupCode ?? null,
      onSignedOut: (session) => {
        this.ended.push(session);
        options.onEnded?.(session);
      },
    };
    return {
      config: {
        ...config,
        metricsToken: options.metricsToken ?? null,
        trustedProxies: options.trustedProxies ?? [],
      },
      api,
      metrics: createMetrics(),
      files: loadStaticFiles(options.build ?? '/does/not/exist'),
      ready: () => this.ready,
      logger: createLogger('silent'),
    };
  }
}

/** Webhooks and what sends by them, on the test's clock. */
function webhooksOf(
  {
    relay,
    clock,
    database,
    channels,
    emails,
    files,
    seal,
  }: Pick<TestHttp, 'relay' | 'clock' | 'database' | 'channels' | 'emails' | 'files'> & { seal: Seal },
  { post, allowPrivate }: TestHttpOptions,
): Webhooks {
  const webhooks = new Webhooks({
    database,
    channels,
    clock,
    chance: systemChance,
    seal,
    post: post ?? (() => Promise.resolve({ kind: 'not-sent', reason: 'unreachable' })),
    allowPrivate: allowPrivate ?? false,
    ...{ baseUrl: `http://${HOST}`, files },
    receive: (workspace, incoming) =>
      relay.relay.perform(workspace, (desk) => receive(desk, incoming, () => desk.newId())),
  });
  const dispatcher = new Dispatcher({
    log: relay.log,
    perform: (workspace, work) => relay.relay.perform(workspace, work),
    relayTime: (workspace) => relay.relay.now(workspace),
    outgoing: (...of) => webhooks.outgoing(...of) ?? emails.outgoing(...of),
    tried: (workspace, dispatch, result) => webhooks.history.tried(workspace, dispatch, result),
    clock,
    chance: systemChance,
    meter: noMeter,
    problem: (what, error) => relay.problems.push({ what, error }),
  });
  relay.dispatched = (...news) => dispatcher.add(...news);
  return webhooks;
}

function listening({ publicUrl }: TestHttpOptions): { publicUrl: URL | null; host: string; port: number } {
  return { publicUrl: publicUrl === undefined ? null : new URL(publicUrl), host: '127.0.0.1', port: 3000 };
}

export interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  /** What the page's address bar shows; null: no page, but a program. */
  origin: string | null = `http://${HOST}`;
  host = HOST;
  readonly #app: Hono<Env>;
  readonly #address: string;

  constructor(app: Hono<Env>, address: string) {
    this.#app = app;
    this.#address = address;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.ask('GET', path, { headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.ask('POST', path, { body, headers });
  }

  async ask(method: string, path: string, { body, headers = {} }: Asked): Promise<Response> {
    const all = new Headers({ host: this.host, ...headers });
    if (this.cookies.size > 0)
      all.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    if (this.origin !== null && method !== 'GET' && !all.has('origin')) all.set('origin', this.origin);
    const isBytes = body instanceof Uint8Array;
    if (body !== undefined && !isBytes && !all.has('content-type'))
      all.set('content-type', 'application/json');
    const content = body === undefined || typeof body === 'string' || isBytes ? body : JSON.stringify(body);
    // As every client says it that has all of it.
    if (content !== undefined) all.set('content-length', String(Buffer.byteLength(content)));
    const request = new Request(`http://${this.host}${path}`, {
      method,
      headers: all,
      body: (content as BodyInit | undefined) ?? null,
    });
    // Of the request as Node has it, the relay asks for nothing but this.
    const environment: unknown = { incoming: { socket: { remoteAddress: this.#address } } };
    const answer = await this.#app.request(request, {}, environment as Env['Bindings']);
    this.keep(answer.headers.getSetCookie());
    return answer;
  }

  keep(cookies: string[]): void {
    for (const cookie of cookies) {
      const [pair = '', ...attributes] = cookie.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const over = attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0');
      if (over) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(name.length + 1));
    }
  }
}

/** The body of an answer, as the test expects it to look. */
export async function bodyOf<T = { error: string; message: string }>(answer: Response): Promise<T> {
  return (await answer.json()) as T;
}
