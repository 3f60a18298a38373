// Six who mean ill, in a process of their own, so that all they cost the others is the relay's time: a member with a token, three
// times, a visitor, and two whom nobody knows. `node attackers.ts ADDRESS TOKEN SEED` goes on until its input ends; for every
// so many of what they did it says a line, and at last what it was.

import type { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { visitorProtocol } from '#lib/doc/client/visitorId.ts';
import { encodeControl, encodeFrames, SUBPROTOCOL } from '#lib/doc/wire.ts';
import { DEMO_CHANNEL, DEMO_WORKSPACE } from '../../server/demo/people.ts';
import { stepOne, updateMessage } from '../../server/session.ts';
import { breakEntry, entries } from '../support/brokenEntries.ts';
import { seededChance, seededRandom } from '../support/fakeChance.ts';
import { HOSTILE_TO_COMMANDS } from '../support/hostileFrames.ts';
import { below, mutateBytes, pick } from '../support/mutateBytes.ts';
import { any, updateBytes } from '../support/updateBytes.ts';

/** A line each so many. */
const STRIDE = 100;
/** Connections that say half of what they want, and wait. */
const SILENT_MAX = 100;

const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: relay\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: relay\r\n\r\n',
  'GET /api/workspaces/demo/members HTTP/1.1\r\nHost: relay\r\nCookie: a=b\r\n\r\n',
  post('/api/demo/sign-in', '{"member":"mira"}'),
  post('/api/auth/sign-in/email', '{"email":"mira@example.com","password":"password1"}'),
  post('/api/channels/web/messages', '{"id":"1","text":"x"}'),
];

const [address = '', token = '', seed = '1'] = process.argv.slice(2);
const sync = `${address.replace('http', 'ws')}/sync`;
const random = seededRandom(Number(seed));
/** Customers that one visitor says to be. */
const secrets = Array.from({ length: 50 }, () =>
  Buffer.from(seededChance(below(random, 2 ** 32)).bytes(24)).toString('base64url'),
);
const done: Record<string, number> = {};
let total = 0;
let ended = false;

process.stdin.resume().once('end', () => (ended = true));
await Promise.all([
  flood('updates of a member', () => plain('outbox'), hostileUpdate),
  flood('commands of a member', () => plain('outbox'), anyCommand),
  flood('frames of a member', byToken, anyFrames),
  flood('frames of a visitor', byVisitor, anyFrames),
  flood('sockets of nobody', byNobody, anyFrames),
  ...Array.from({ length: 4 }, ask),
]);
console.log(JSON.stringify(done));
// Those who never said the rest are let go with it.
process.exit();

function isOver(): boolean {
  return ended;
}

function count(what: string): void {
  done[what] = (done[what] ?? 0) + 1;
  total += 1;
  if (total % STRIDE === 0) console.log(total);
}

/** As Node's `once`, but an error is none of its business. */
function next(emitter: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => emitter.once(event, () => resolve()));
}

/** One socket after the other, each for as long as the relay bears it. */
async function flood(what: string, open: () => WebSocket, message: () => Uint8Array): Promise<void> {
  while (!isOver()) {
    const socket = open();
    socket.on('error', () => undefined);
    const gone = next(socket, 'close');
    await Promise.race([next(socket, 'open'), gone]);
    if (socket.readyState !== WebSocket.OPEN) count(`${what}: turned away`);
    while (!isOver() && socket.readyState === WebSocket.OPEN) {
      const bytes = message();
      await new Promise((resolve) => socket.send(bytes, resolve));
      // The others have their turn, and the relay may have hung up.
      await new Promise((resolve) => setImmediate(resolve));
      count(what);
    }
    socket.terminate();
    await gone;
  }
}

function plain(kind: string): WebSocket {
  const device = `evil-${below(random, 1_000)}`;
  return new WebSocket(`${sync}/demo/${kind}/ana/${device}?token=${token}`);
}

function byToken(): WebSocket {
  return new WebSocket(sync, [SUBPROTOCOL], { headers: { authorization: `Bearer ${token}` } });
}

function byVisitor(): WebSocket {
  const protocols = [SUBPROTOCOL, visitorProtocol(DEMO_WORKSPACE, DEMO_CHANNEL, pick(secrets, random))];
  return new WebSocket(sync, protocols, { origin: address });
}

function byNobody(): WebSocket {
  const protocol = pick([SUBPROTOCOL, 'estafet.0', 'visitor.demo.web.x', 'chat'], random);
  return new WebSocket(sync, [protocol], { origin: pick([address, 'https://evil.example'], random) });
}

function hostileUpdate(): Uint8Array {
  const [, update] = pick(HOSTILE_TO_COMMANDS, random);
  const [, other] = pick(HOSTILE_TO_COMMANDS, random);
  return updateMessage(random() < 0.5 ? update : mutateBytes(update, other, random));
}

/** From a client of its own each, as from a new tab. */
function anyCommand(): Uint8Array {
  const command = { ...pick(entries, random), id: `${Date.now()}-${total}` };
  const value = random() < 0.5 ? command : plainly(breakEntry(command, random));
  const structs = [any({ parent: 'commands' }, [value])];
  return updateMessage(updateBytes([{ client: below(random, 2 ** 32), structs }]));
}

/** As much of it as a document can hold: in a list, JSON has something for everything. */
function plainly(value: unknown): unknown {
  const write = (_key: string, part: unknown): unknown => (typeof part === 'bigint' ? String(part) : part);
  return (JSON.parse(JSON.stringify([value], write)) as unknown[])[0];
}

function anyFrames(): Uint8Array {
  const documents = [
    'inbox/leo',
    'outbox/ana/evil',
    'outbox/leo/laptop',
    'team/sales',
    'directory',
    'chat/x',
  ];
  const document = `demo/${pick(documents, random)}`;
  const stream = 1 + below(random, 4);
  const valid = encodeFrames([
    encodeControl({ type: 'open', stream, document, epoch: null }),
    { stream, payload: stepOne(Y.encodeStateVector(new Y.Doc())) },
    { stream, payload: hostileUpdate() },
    encodeControl({ type: 'ping', id: total }),
  ]);
  return random() < 0.3 ? valid : mutateBytes(valid, hostileUpdate(), random);
}

/** Over HTTP: what is no request, requests that are signed by nobody, guesses at passwords, and silence. */
async function ask(): Promise<void> {
  const silent: ReturnType<typeof connect>[] = [];
  while (!isOver()) {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).resume();
    const gone = next(socket, 'close');
    const request = Buffer.from(pick(REQUESTS, random));
    if (silent.length < SILENT_MAX && random() < 0.1) {
      socket.write(request.subarray(0, 20));
      silent.push(socket);
    } else {
      socket.end(random() < 0.5 ? request : mutateBytes(request, request, random));
      await gone;
    }
    count('requests of nobody');
  }
}
