// C5: what browsers count down by never goes back, also when the machine's clock was set back while the relay was stopped.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeFrames, SUBPROTOCOL } from '#lib/doc/wire.ts';
import { systemClock } from '../../server/clock.ts';
import { parseConfig } from '../../server/config.ts';
import { startRelay, type RunningRelay } from '../../server/start.ts';

const DAY_MS = 24 * 3_600_000;
const VISITOR = 'visitor.demo.web.abcdefghijklmnopqrstuvw';

const folder = mkdtempSync(join(tmpdir(), 'estafet-time-'));
let running: { relay: RunningRelay; server: Server } | null = null;

async function start(aheadMs: number): Promise<string> {
  const environment = { PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' };
  const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const relay = await startRelay(parseConfig(environment), clock);
  const server = createServer();
  server.on('upgrade', (request, duplex, head) => relay.upgrade(request, duplex, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running = { relay, server };
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`;
}

async function stop(): Promise<void> {
  await running?.relay.stop();
  running?.relay.close();
  running?.server.close();
  running = null;
}

afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The first thing that a socket is told. */
async function relayTime(address: string): Promise<number> {
  const socket = new WebSocket(address, [SUBPROTOCOL, VISITOR]);
  const [message] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  await once(socket, 'close');
  const [frame] = decodeFrames(message);
  return (JSON.parse(new TextDecoder().decode(frame?.payload)) as { now: number }).now;
}

it('C5 relay time goes on where it was, although the clock was put back a day between', async () => {
  const before = await relayTime(await start(DAY_MS));
  await stop();
  const newest = await relayTime(await start(0));
  // The newest record is as old as the demo's last line: minutes, not a day.
  expect(before - newest).toBeLessThan(DAY_MS / 2);
});
