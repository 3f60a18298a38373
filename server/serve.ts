// The relay on a port of its own, under a clock: main.ts gives it the machine's.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WrongKind } from './accounts/accounts.ts';
import type { Clock } from './clock.ts';
import { ConfigError, parseConfig, type Config } from './config.ts';
import { StorageError } from './log/storageError.ts';
import { startRelay, type RunningRelay, type StartOptions } from './start.ts';

/** Browsers answer a close at once; whoever does not is gone. */
const FAREWELL_MS = 3_000;

/** Runs until it is told to stop. What an operator can put right is said on the console, and ends the process. */
export async function serve(
  environment: NodeJS.ProcessEnv,
  clock: Clock,
  options: StartOptions = {},
): Promise<void> {
  // What the relay writes is nobody else's on this machine.
  process.umask(0o077);
  try {
    const config = parseConfig(environment);
    const relay = await startRelay(config, clock, options);
    const server = createServer((request, response) => relay.answer(request, response));
    server.on('upgrade', (request, duplex, head) => {
      if (relay.isSync(request)) relay.upgrade(request, duplex, head);
      else duplex.destroy();
    });
    server.on('error', (error) => giveUp(error));
    server.listen(config.port, config.host, () => greet(config, server, relay));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => stop(server, relay, clock));
    }
  } catch (error) {
    giveUp(error);
  }
}

function greet(config: Config, server: Server, { setupCode }: RunningRelay): void {
  const { port } = server.address() as AddressInfo;
  const anywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = anywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = config.publicUrl?.origin ?? `http://${host}:${port}`;
  const setup = setupCode === null ? '' : `/setup  (your setup code: ${setupCode})`;
  process.stdout.write(`Estafet is at ${address}${setup}\n`);
}

function stop(server: Server, relay: RunningRelay, clock: Clock): void {
  const leave = (): void => {
    relay.close();
    process.exit(0);
  };
  const closed = new Promise((resolve) => server.close(resolve));
  void Promise.all([closed, relay.stop()]).then(leave);
  server.closeIdleConnections();
  clock.after(FAREWELL_MS, leave);
}

/** What an operator can put right is said in a line; anything else is a defect, and its place is shown. */
function giveUp(error: unknown): never {
  const known = error instanceof ConfigError || error instanceof StorageError || error instanceof WrongKind;
  const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (known || busy) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
