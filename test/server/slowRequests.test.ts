// W4: who asks slowly, or says nothing, is let go, and costs nobody else anything.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { listen, type Served } from '../../server/serve.ts';

/** The relay's own patience is of seconds and minutes. */
const PATIENCE = {
  headersTimeout: 100,
  requestTimeout: 200,
  connectionsCheckingInterval: 20,
  keepAliveTimeout: 5_000,
};

const folder = mkdtempSync(join(tmpdir(), 'estafet-slow-'));
let served: Served;
let address: URL;

beforeAll(async () => {
  const environment = {
    DATA_DIR: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    LOG_LEVEL: 'silent',
  };
  served = await listen(environment, systemClock, {}, PATIENCE);
  address = new URL(/http:\/\/[^/\s]+/.exec(served.greeting)?.[0] ?? '');
});

afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('W4 a connection', () => {
  it.each([
    ['says nothing', ''],
    [
      'never comes to the end of what it asks',
      'POST /api/channels/shop/messages HTTP/1.1\r\nHost: relay\r\n',
    ],
    [
      'never comes to the end of its body',
      'POST /api/channels/shop/messages HTTP/1.1\r\nHost: relay\r\nContent-Length: 1000\r\n\r\n{',
    ],
    [
      'never comes to the end of a file',
      'PUT /api/channels/shop/files/0 HTTP/1.1\r\nHost: relay\r\nContent-Length: 1000\r\n\r\nx',
    ],
  ])('that %s is let go, and others are answered meanwhile', async (_what, said) => {
    const slow = connect(Number(address.port), address.hostname);
    await once(slow, 'connect');
    slow.write(said);
    const gone = ended(slow);
    expect((await fetch(new URL('/healthz', address))).status).toBe(200);
    expect(await gone).not.toContain(' 200 ');
  });
});

/** Resolves when the other side has ended it, to what it said. */
async function ended(socket: Socket): Promise<string> {
  let answer = '';
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
  // It may be cut off while it still writes.
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return answer;
}
