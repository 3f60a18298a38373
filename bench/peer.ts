// The peer that latency is measured beside: y-websocket's own server, in a process of its own, in memory only.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const SERVER = `
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { setupWSConnection } from '@y/websocket-server/utils';
const server = createServer();
const sockets = new WebSocketServer({ server });
sockets.on('connection', setupWSConnection);
server.listen(0, '127.0.0.1', () => console.log('ws://127.0.0.1:' + server.address().port));
`;

export async function startPeer(): Promise<{ address: string; stop(): void }> {
  const peer = spawn(process.execPath, ['--input-type=module', '-e', SERVER], {
    cwd: new URL('..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve) => {
    createInterface({ input: peer.stdout }).once('line', resolve);
  });
  return { address, stop: () => peer.kill('SIGTERM') };
}
