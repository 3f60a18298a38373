// A thousand visitors of web chats at once: what they cost the relay while they are only there, and how long a message of
// theirs takes while all of them write. Each is the chat page's own client over a socket of its own. Beside it, in the same run,
// the peer: a server of the same WebSocket library that sends back what it gets, and knows and keeps nothing.

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { browserEnvironment } from '#lib/doc/client/browser.ts';
import { ChatCore } from '#lib/doc/client/chatCore.ts';
import type { Environment, SocketLike } from '#lib/doc/client/environment.ts';
import { startRelay, type BenchRelay } from './relay.ts';
import { median, percentile, row } from './report.ts';

const VISITORS = 1_000;
/** Each channel takes 500 messages at once and 20 a second: so many, that its limit is not what is measured. */
const CHANNELS = 4;
const WRITING_MS = 20_000;
/** They come in groups, as they do: a browser that is not answered in ten seconds gives up and comes again. */
const AT_ONCE = 50;
const MESSAGES_EACH = 2;
/** What does not come within this is not waited for: the figures then say how many did. */
const PATIENCE_MS = 60_000;

export async function benchVisitors(): Promise<void> {
  const relay = await startRelay();
  const channels = await makeChannels(relay);
  const before = memoryOf(relay.process);
  // Each provider of Yjs wants to hear of the end of its process.
  process.setMaxListeners(0);
  const visitors: Visitor[] = [];
  while (visitors.length < VISITORS) {
    const some = Array.from({ length: AT_ONCE }, (_, index) => {
      return new Visitor(relay.address, channels[index % CHANNELS] ?? '');
    });
    await within(Promise.all(some.map((visitor) => visitor.there())));
    visitors.push(...some);
  }
  const idle = memoryOf(relay.process);
  row('relay: memory for each of 1,000 visitors who are there', each(before, idle));
  const worked = processorMs(relay.process);
  const times = await writeAll((index, text) => visitors[index]?.says(text));
  const work = (processorMs(relay.process) - worked) / times.length;
  row('relay: processor time of each message', { median: work, unit: 'ms' });
  row('relay: memory for each, after two messages of each', each(before, memoryOf(relay.process)));
  row('relay: a message, decided, durable, back on their screen', figures(times));
  await Promise.all(visitors.map((visitor) => visitor.leave()));
  await relay.stop();
  await benchEcho();
}

async function benchEcho(): Promise<void> {
  const peer = spawn(process.execPath, ['--input-type=module', '-e', ECHO], {
    cwd: new URL('..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve) => {
    createInterface({ input: peer.stdout }).once('line', resolve);
  });
  const before = memoryOf(peer);
  const sockets = Array.from({ length: VISITORS }, () => new WebSocket(address));
  await within(Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('open', resolve)))));
  row('peer: memory for each of 1,000 sockets of a bare ws server', each(before, memoryOf(peer)));
  const times = await writeAll(async (index, text) => {
    const socket = sockets[index];
    if (!socket) return;
    const back = new Promise((resolve) => socket.once('message', resolve));
    socket.send(text);
    await back;
  });
  row('peer: a message, sent back', figures(times));
  for (const socket of sockets) socket.terminate();
  peer.kill('SIGTERM');
}

const ECHO = `
import { WebSocketServer } from 'ws';
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
sockets.on('listening', () => console.log('ws://127.0.0.1:' + sockets.address().port));
`;

/** All of them, evenly over the time, each answer's time in milliseconds. */
async function writeAll(say: (index: number, text: string) => Promise<void> | undefined): Promise<number[]> {
  const times: number[] = [];
  const count = VISITORS * MESSAGES_EACH;
  const waiting: Promise<void>[] = [];
  const begun = performance.now();
  for (let message = 0; message < count; message += 1) {
    const due = begun + (message / count) * WRITING_MS;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    waiting.push(
      (async () => {
        const sent = performance.now();
        await say(message % VISITORS, `Message ${message}: is my bicycle ready?`);
        times.push(performance.now() - sent);
      })(),
    );
  }
  await within(Promise.all(waiting));
  if (times.length < count) console.log(`only ${times.length} of ${count} came back in time`);
  return times;
}

class Visitor {
  readonly #chat: ChatCore;

  constructor(address: string, channel: string) {
    const notes = new Map<string, string>();
    const environment: Environment = {
      ...browserEnvironment(),
      notes: {
        get: (key) => notes.get(key) ?? null,
        set: (key, value) => void notes.set(key, value),
        remove: (key) => void notes.delete(key),
      },
      onHint: () => () => undefined,
      onNote: () => () => undefined,
      askRelay: async () => null,
      broadcast: false,
      connect: (url, protocols) =>
        quiet(new WebSocket(url, protocols, { origin: address })) as unknown as SocketLike,
      report: (error) => {
        throw error;
      },
    };
    const url = `${address.replace('http', 'ws')}/sync`;
    this.#chat = new ChatCore({ workspace: 'demo', channel, url, environment });
  }

  there(): Promise<void> {
    return this.#until(() => this.#chat.connection.state === 'live' && this.#chat.known);
  }

  async says(text: string): Promise<void> {
    await this.#chat.say(text);
    await this.#until(() => this.#chat.timeline.some((line) => !line.pending && line.entry.text === text));
  }

  leave(): Promise<void> {
    return this.#chat.close();
  }

  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        for (const off of offs) off();
        resolve();
      };
      const offs = (['content', 'connection'] as const).map((topic) => this.#chat.subscribe(topic, look));
    });
  }
}

/** Without a listener, a connection that is given up would end the process; the client has heard of it already. */
function quiet(socket: WebSocket): WebSocket {
  socket.on('error', () => undefined);
  return socket;
}

/** As an admin of the demo makes them. */
async function makeChannels({ address }: BenchRelay): Promise<string[]> {
  const ask = (path: string, body: unknown, cookie = ''): Promise<Response> =>
    fetch(address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: address, cookie },
      body: JSON.stringify(body),
    });
  const signedIn = await ask('/api/demo/sign-in', { member: 'mira' });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const made = Array.from({ length: CHANNELS }, async (_, index): Promise<string> => {
    const channel = { kind: 'web-chat', name: `Bench ${index}` };
    const answer = await ask('/api/workspaces/demo/channels', channel, cookie);
    return ((await answer.json()) as { channel: { id: string } }).channel.id;
  });
  return await Promise.all(made);
}

/** Bytes of a process's memory that are in use, as Linux counts them. */
function memoryOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024;
}

/** What a process has used of any processor: unlike a latency, it says the same on a busy machine. Linux counts in 10 ms. */
function processorMs({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8');
  // Behind the name, which may hold anything: the 12th and 13th are user and system time.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) * 10;
}

function each(before: number, after: number): { median: number; unit: string } {
  return { median: (after - before) / VISITORS / 1_024, unit: 'KiB' };
}

function figures(times: number[]): { median: number; p99: number; unit: string } {
  return { median: median(times), p99: percentile(times, 99), unit: 'ms' };
}

async function within(task: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([task, late]);
  clearTimeout(timer);
}
