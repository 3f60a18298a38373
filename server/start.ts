// Puts the relay together, all but the port: main.ts gives it one, dev.ts lets it share Vite's.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { DatabaseSync } from 'node:sqlite';
import { NETWORK_FILES_PER_DAY, SEARCHES_AT_ONCE, SEARCHES_PER_SECOND } from '#lib/rules/limits.ts';
import { openAccounts, type Accounts } from './accounts/accounts.ts';
import { cookieSecret } from './accounts/cookieSecret.ts';
import { joinMissing } from './accounts/join.ts';
import { newId } from './accounts/secret.ts';
import type { ApiPorts } from './api/context.ts';
import { ChannelTable } from './channels/channelTable.ts';
import { Emails, type EmailsPorts } from './channels/email/emails.ts';
import { openSeal } from './channels/seal.ts';
import type { Clock } from './clock.ts';
import { createPost } from './channels/webhook/post.ts';
import { Webhooks } from './channels/webhook/webhooks.ts';
import type { Config } from './config.ts';
import { openDatabase } from './database.ts';
import { DEMO_CHANNEL, DEMO_MEMBERS, DEMO_NAME, DEMO_WORKSPACE } from './demo/people.ts';
import { prepareDemo } from './demo/prepareDemo.ts';
import { Simulation } from './demo/simulation.ts';
import { Dispatcher, type DispatcherPorts } from './dispatch/dispatcher.ts';
import { createHttp } from './http/http.ts';
import { createOrigins, type Origins } from './http/origin.ts';
import { createRateLimit } from './http/rateLimit.ts';
import { createErasure } from './forgetContact.ts';
import { loadStaticFiles } from './http/staticFiles.ts';
import { Files, type FilesPorts } from './files/files.ts';
import { FileTable } from './files/fileTable.ts';
import { filesFolder, openFolderDisk } from './files/folderDisk.ts';
import { receive } from './incoming.ts';
import { databaseFile } from './log/dataFolder.ts';
import { openSqliteLog } from './log/sqlite.ts';
import { createLogger, type Logger } from './logger.ts';
import { createSecurityLog } from './securityLog.ts';
import { createMetrics } from './metrics.ts';
import { openSockets } from './openSockets.ts';
import { openSuspects } from './openSuspects.ts';
import { systemChance } from './random.ts';
import { createRelay, type Relay } from './relay.ts';
import { Sockets } from './socket/sockets.ts';
import type { WorkspacePorts } from './workspace.ts';

export interface RunningRelay {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** True for handshakes that are the relay's to answer. */
  isSync(request: IncomingMessage): boolean;
  upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void;
  /** What founds the first workspace, for whoever sees the console; null where there is one. */
  setupCode: string | null;
  /** Finishes what was begun and says "restarting" to every browser. Resolves when no reply is on its way any more. */
  stop(): Promise<void>;
  /** Lets go of the data folder, once nobody is connected any more. */
  close(): void;
}

export interface StartOptions {
  /** Told of the places where a crash would matter: tests end the process there. */
  reached?: DispatcherPorts['reached'];
}

/** Of the build: where `npm run build` puts it. */
const BUILD = new URL('../build', import.meta.url).pathname;
/** Ten tries at once, then one every ten seconds: plenty for people, hopeless for guessing. */
const GUESSES = { capacity: 10, perSecond: 0.1 };
const SEARCHES = { capacity: SEARCHES_AT_ONCE, perSecond: SEARCHES_PER_SECOND };
/** A page of the audit at each key press is within it; reading a whole log as fast as it goes is not. */
const LOOKUPS = { capacity: 100, perSecond: 10 };
/** Ten files in one message, and the tries of a bad line; then as fast as lines are. */
const UPLOADS = { capacity: 100, perSecond: 2 };
/** A conversation full of pictures, opened at once. */
const DOWNLOADS = { capacity: 300, perSecond: 20 };
const VISITOR_BYTES = { capacity: NETWORK_FILES_PER_DAY, perSecond: NETWORK_FILES_PER_DAY / 86_400 };
const HOUR_MS = 3_600_000;

/** @throws StorageError or WrongKind where the data folder cannot be used, with words for the console */
export async function startRelay(
  config: Config,
  clock: Clock,
  options: StartOptions = {},
): Promise<RunningRelay> {
  const [logger, metrics] = [createLogger(config.logLevel), createMetrics()];
  if (config.demo) await prepareDemo(config.dataFolder, systemChance, clock.now());
  const log = openSqliteLog(config.dataFolder);
  const database = openDatabase(databaseFile(config.dataFolder));
  const origins = createOrigins(config);
  const ending = new Ending();
  const accounts = await openRelayAccounts(config, { database, origins, ending, logger, clock });
  const channels = new ChannelTable(database, clock);
  const [{ meter }, chance] = [metrics, systemChance];
  const note = createSecurityLog(logger, clock);
  const problem = (what: string, error: unknown): void => logger.error({ part: 'relay', what, error });
  const suspects = openSuspects(config.dataFolder, { logger, meter, problem });
  const files = openFiles(config, { database, clock, problem });
  // Only a commit dispatches anything, and none is made before the dispatcher is there.
  const dispatched: WorkspacePorts['dispatched'] = (...news) => dispatcher.add(...news);
  const relay = createRelay({ log, clock, chance, meter, channels, files, suspects, problem, dispatched });
  const ways = { database, channels, relay, clock, log, files, problem, origins };
  const { webhooks, emails } = openChannels(config, ways);
  const dispatcher = createDispatcher({ log, relay, webhooks, emails, meter, problem, clock }, options);
  if (config.demo) await openDemo(accounts, channels);
  await joinMissing(relay, accounts.memberships);
  const sockets = openSockets({
    ...{ log, relay, accounts, channels, origins, meter, problem, clock, note },
    trustedProxies: config.trustedProxies,
  });
  ending.sockets = sockets;
  dispatcher.start();
  emails.start();
  const endExpired = everyHour(() => accounts.sessions.endExpired(), logger, clock);
  const simulation = new Simulation({ relay, clock, chance, problem, watched: () => sockets.hasMembers });
  const own = { accounts, relay, channels, webhooks, emails, files };
  const api = apiPorts(config, { ...own, database, origins, ending, clock, simulation, note });
  let stopping = false;
  const http = { config, api, metrics, files: loadStaticFiles(BUILD), logger };
  const { fetch } = createHttp({ ...http, ready: () => !stopping });
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  return {
    answer: (request, response) => void listener(request, response),
    isSync: ({ url }) => Sockets.isSync(url),
    upgrade: (request, duplex, head) => void sockets.upgrade(request, duplex, head),
    setupCode: api.setupCode,
    stop: () => {
      stopping = true;
      for (const part of [simulation, emails]) part.stop();
      const sent = dispatcher.stop();
      relay.stop();
      sockets.closeAll();
      return sent;
    },
    close: () => {
      endExpired();
      files.stop();
      for (const part of [suspects, database, log]) part.close();
    },
  };
}

/** Accounts say when a session ends; the sockets that then have to close come into being later. */
class Ending {
  sockets: Pick<Sockets, 'closeSession'> | null = null;

  over(session: string): void {
    this.sockets?.closeSession(session);
  }
}

function openRelayAccounts(
  config: Config,
  parts: { database: DatabaseSync; origins: Origins; ending: Ending; logger: Logger; clock: Clock },
): Promise<Accounts> {
  const { database, origins, ending, logger, clock } = parts;
  return openAccounts({
    database,
    kind: config.demo ? 'demo' : 'production',
    secret: cookieSecret(config.dataFolder, systemChance),
    baseUrl: origins.baseUrl(null),
    trusts: ({ headers }) => origins.allows(headers.get('origin'), headers.get('host')),
    onSessionEnded: (session) => ending.over(session),
    logger,
    clock,
    chance: systemChance,
  });
}

function openFiles(
  { dataFolder }: Config,
  parts: { database: DatabaseSync } & Pick<FilesPorts, 'clock' | 'problem'>,
): Files {
  const { database, clock, problem } = parts;
  const disk = openFolderDisk(filesFolder(dataFolder));
  return new Files({ disk, table: new FileTable(database), clock, problem });
}

async function openDemo(accounts: Accounts, channels: ChannelTable): Promise<void> {
  channels.addWebChat(DEMO_WORKSPACE, DEMO_CHANNEL, DEMO_NAME);
  const members = DEMO_MEMBERS.map(({ member, name, role }) => ({ member, name, role }));
  await accounts.addDemoAccounts(DEMO_WORKSPACE, members);
}

/** What brings messages in and takes replies out, beside the web chat, which is a document. */
function openChannels(
  { allowPrivateChannels: allowPrivate, dataFolder }: Config,
  parts: Pick<EmailsPorts, 'database' | 'channels' | 'clock' | 'log' | 'problem'> & {
    relay: Relay;
    files: Files;
    origins: Origins;
  },
): { webhooks: Webhooks; emails: Emails } {
  const { database, channels, clock, log, files, problem, relay, origins } = parts;
  const seal = openSeal(dataFolder, systemChance);
  const webhooks = new Webhooks({
    ...{ database, channels, clock, seal, allowPrivate, files },
    chance: systemChance,
    post: createPost({ clock, allowPrivate }),
    baseUrl: origins.baseUrl(null),
    receive: (workspace, incoming) =>
      relay.perform(workspace, (desk) => receive(desk, incoming, () => desk.newId())),
  });
  const emails = new Emails({
    ...{ database, channels, clock, seal, allowPrivate, log, files, problem },
    perform: (workspace, work) => relay.perform(workspace, work),
  });
  return { webhooks, emails };
}

function createDispatcher(
  parts: Pick<DispatcherPorts, 'log' | 'meter' | 'problem' | 'clock'> & {
    relay: Relay;
    webhooks: Webhooks;
    emails: Emails;
  },
  { reached }: StartOptions,
): Dispatcher {
  const { log, relay, webhooks, emails, meter, problem, clock } = parts;
  return new Dispatcher({
    log,
    meter,
    problem,
    perform: (workspace, work) => relay.perform(workspace, work),
    relayTime: (workspace) => relay.now(workspace),
    outgoing: (...of) => webhooks.outgoing(...of) ?? emails.outgoing(...of),
    tried: (workspace, dispatch, result) => webhooks.history.tried(workspace, dispatch, result),
    clock,
    chance: systemChance,
    ...(reached && { reached }),
  });
}

function apiPorts(
  config: Config,
  parts: Pick<ApiPorts, 'accounts' | 'channels' | 'webhooks' | 'emails' | 'origins' | 'clock' | 'note'> & {
    relay: Relay;
    database: DatabaseSync;
    files: Files;
  } & {
    ending: Ending;
    simulation: Simulation;
  },
): ApiPorts {
  const { accounts, relay, channels, webhooks, emails, files, origins, ending, clock, simulation, note } =
    parts;
  const nobodyYet = !config.demo && !accounts.memberships.any();
  return {
    accounts,
    relay,
    eraseContact: createErasure(parts),
    channels,
    webhooks,
    emails,
    files,
    origins,
    clock,
    chance: systemChance,
    note,
    guesses: createRateLimit(clock, GUESSES),
    searches: createRateLimit(clock, SEARCHES),
    lookups: createRateLimit(clock, LOOKUPS),
    uploads: createRateLimit(clock, UPLOADS),
    downloads: createRateLimit(clock, DOWNLOADS),
    visitorBytes: createRateLimit(clock, VISITOR_BYTES),
    demo: config.demo ? { workspace: DEMO_WORKSPACE, members: DEMO_MEMBERS, simulation } : null,
    setupCode: nobodyYet ? newId(systemChance) : null,
    onSignedOut: (session) => ending.over(session),
  };
}

/** Runs it now and from then on; the result ends it. */
function everyHour(task: () => Promise<void>, logger: Logger, clock: Clock): () => void {
  let cancel = (): void => undefined;
  function again(): void {
    task().catch((error: unknown) => logger.error({ part: 'accounts', what: 'every hour', error }));
    cancel = clock.after(HOUR_MS, again);
  }
  again();
  return () => cancel();
}
