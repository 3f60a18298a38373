// From one member's command to another member's screen, confirmed: two sockets, a relay in a process of its own on SQLite with
// synchronous=FULL. Beside it, in the same run, the peer: y-websocket's own server, which stores nothing and decides nothing.

import { uuidv7 } from 'uuidv7';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { median, percentile, row } from './report.ts';
import { startPeer } from './peer.ts';
import { demoTokens, startRelay } from './relay.ts';

const COMMANDS = 500;

export async function benchLatency(): Promise<void> {
  const { folder, tokens } = await demoTokens(['leo', 'ana']);
  const relay = await startRelay(folder);
  const url = `${relay.address.replace('http', 'ws')}/sync`;
  const [leo = '', ana = ''] = tokens;
  const conversation = await anyConversation(url, leo);
  const outbox = await open(url, 'demo/outbox/leo/bench', leo);
  const thread = await open(url, `demo/thread/${conversation}`, ana);
  const times: number[] = [];
  for (let index = 0; index < COMMANDS; index += 1) {
    const id = uuidv7();
    const base = { id, conversation, seen: 1e9, written: 0 };
    const note = { ...base, kind: 'note', text: 'Five minutes', attachments: [], mention: null };
    const seen = entryWith(
      thread.doc.getArray<{ command: string }>('timeline'),
      (entry) => entry.command === id,
    );
    const begun = performance.now();
    outbox.doc.getArray('commands').push([note]);
    await seen;
    times.push(performance.now() - begun);
    // 50 commands a second are decided without waiting; measured is a command, not the limit.
    if (index % 40 === 39) await pause(1_000);
  }
  for (const provider of [outbox, thread]) provider.destroy();
  await relay.stop();
  row('a command, decided, durable, on another’s screen', figures(times));
  row('peer: y-websocket server, not stored, not decided', figures(await peerTimes()));
}

async function peerTimes(): Promise<number[]> {
  const peer = await startPeer();
  const writer = await open(peer.address, 'bench', '');
  const reader = await open(peer.address, 'bench', '');
  const times: number[] = [];
  for (let index = 0; index < COMMANDS; index += 1) {
    const id = uuidv7();
    const seen = entryWith(reader.doc.getArray<{ id: string }>('commands'), (entry) => entry.id === id);
    const begun = performance.now();
    writer.doc.getArray('commands').push([{ id, text: 'Five minutes' }]);
    await seen;
    times.push(performance.now() - begun);
  }
  for (const provider of [writer, reader]) provider.destroy();
  peer.stop();
  return times;
}

async function anyConversation(url: string, token: string): Promise<string> {
  const inbox = await open(url, 'demo/team/sales', token);
  const [first] = inbox.doc.getArray<{ key: string; val: { owner: string | null } }>('cards').toArray();
  inbox.destroy();
  if (!first) throw new Error('the demo has conversations');
  return first.key;
}

async function open(url: string, document: string, token: string): Promise<WebsocketProvider> {
  const provider = new WebsocketProvider(url, document, new Y.Doc(), {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params: { token },
  });
  await new Promise((resolve) => provider.once('sync', resolve));
  return provider;
}

function entryWith<T>(array: Y.Array<T>, is: (entry: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (event: Y.YArrayEvent<T>): void => {
      const added = event.changes.delta.flatMap((change) => (change.insert as T[] | undefined) ?? []);
      if (!added.some(is)) return;
      array.unobserve(look);
      resolve();
    };
    array.observe(look);
  });
}

function figures(times: number[]): { median: number; p99: number; unit: string } {
  return { median: median(times), p99: percentile(times, 99), unit: 'ms' };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
