// The relay on a port of its own, under a clock: main.ts gives it the machine's.

import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WrongKind } from './accounts/accounts.ts';
import type { Clock } from './clock.ts';
import { ConfigError, parseConfig, type Config } from './config.ts';
import { StorageError } from './log/storageError.ts';
import { startRelay, type RunningRelay, type StartOptions } from './start.ts';

/** Browsers answer a close at once; whoever does not is gone. */
const FAREWELL_MS = 3_000;

type Patience = Required<
  Pick<
    ServerOptions,
    'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval' | 'keepAliveTimeout'
  >
>;

/**
 * How long somebody may take to ask, in milliseconds: whoever brings a byte now and then keeps a connection no longer. A file on a
 * slow line that is cut by it goes on where it was (files/files.ts).
 */
const PATIENCE: Patience = {
  headersTimeout: 20_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 5_000,
};

/** A relay that listens. */
export interface Served {
  /** Where it is, for the console. */
  greeting: string;
  /** Says farewell to everybody and lets go of the data folder; resolves when that is done. */
  stop(): Promise<void>;
}

/** Runs until it is told to stop. What an operator can put right is said on the console, and ends the process. */
export async function serve(
  environment: NodeJS.ProcessEnv,
  clock: Clock,
  options: StartOptions = {},
): Promise<void> {
  // What the relay writes is nobody else's on this machine.
  process.umask(0o077);
  try {
    const served = await listen(environment, clock, options);
    process.stdout.write(served.greeting);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => void served.stop().then(() => process.exit(0)));
    }
  } catch (error) {
    giveUp(error);
  }
}

/** @throws ConfigError, StorageError or WrongKind, or what the system says where the port cannot be had */
export async function listen(
  environment: NodeJS.ProcessEnv,
  clock: Clock,
  options: StartOptions = {},
  patience = PATIENCE,
): Promise<Served> {
  const config = parseConfig(environment);
  const relay = await startRelay(config, clock, options);
  const server = createServer(patience, (request, response) => relay.answer(request, response));
  server.on('upgrade', (request, duplex, head) => {
    if (relay.isSync(request)) relay.upgrade(request, duplex, head);
    else duplex.destroy();
  });
  server.listen(config.port, config.host);
  await once(server, 'listening');
  return { greeting: greetingOf(config, server, relay), stop: () => stop(server, relay, clock) };
}

function greetingOf(config: Config, server: Server, { setupCode }: RunningRelay): string {
  const { port } = server.address() as AddressInfo;
  const anywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = anywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = config.publicUrl?.origin ?? `http://${host}:${port}`;
  const setup = setupCode === null ? '' : `/setup  (your setup code: ${setupCode})`;
  return `Estafet is at ${address}${setup}\n`;
}

async function stop(server: Server, relay: RunningRelay, clock: Clock): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const patience = new Promise<void>((resolve) => clock.after(FAREWELL_MS, resolve));
  await Promise.race([Promise.all([closed, relay.stop()]), patience]);
  server.closeAllConnections();
  relay.close();
}

/** What an operator can put right is said in a line; anything else is a defect, and its place is shown. */
function giveUp(error: unknown): never {
  const known = error instanceof ConfigError || error instanceof StorageError || error instanceof WrongKind;
  const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (known || busy) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
