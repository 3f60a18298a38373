// All sockets of the relay: who may open one, which form it has, and which end when a session ends.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, SUBPROTOCOL, VISITOR_SUBPROTOCOL } from '#lib/doc/wire.ts';
import { FRAME_MAX } from '#lib/rules/limits.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { headOf, type Identify, type RequestHead } from '../identity.ts';
import type { Origins } from '../http/origin.ts';
import { networkOf } from '../network.ts';
import type { Principal } from '../principal.ts';
import { Connection, type Receiver, type SocketPorts } from './connection.ts';
import { refuseHandshake } from './refuse.ts';
import { servePlain } from './plain.ts';
import { Streams } from './streams.ts';
import { VisitorDoor } from './visitorDoor.ts';

export interface SocketsPorts extends SocketPorts {
  identify: Identify;
  /** Reads the visitor's subprotocol; null if it is nobody's. */
  identifyVisitor(subprotocol: string, request: IncomingMessage): Principal | null;
  origins: Pick<Origins, 'allows' | 'answersTo'>;
  /** A handshake was answered with this status of HTTP. */
  refused(status: number, request: IncomingMessage): void;
}

export const SYNC_PATH = '/sync';

/** Pieces of one message: browsers send one, networks cut it at some 500 bytes; the rest is an attack on our memory. */
const FRAGMENTS_MAX = 64;
const CHUNKS_MAX = 8_192;

/** Whoever is at the other end, before it is known which workspace they want. */
interface Guest {
  session: string | null;
  /** Counts a visitor in; the result counts them out. */
  enter?: () => () => void;
  principalFor(workspace: WorkspaceId): Principal | null;
}

export class Sockets {
  readonly #ports: SocketsPorts;
  readonly #open = new Map<Connection, string | null>();
  readonly #door: VisitorDoor;
  // No compression: a small message can unpack to a large one, and updates hardly shrink.
  readonly #server = new WebSocketServer({
    noServer: true,
    // A frame that is too large is refused by its stream, with a code that is final (4413). What is larger still, ws
    // refuses by its header (1009).
    maxPayload: 2 * FRAME_MAX,
    perMessageDeflate: false,
    clientTracking: false,
    maxFragments: FRAGMENTS_MAX,
    maxBufferedChunks: CHUNKS_MAX,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  constructor(ports: SocketsPorts) {
    this.#ports = ports;
    this.#door = new VisitorDoor(ports.clock);
  }

  /** True for the addresses that are ours to answer. */
  static isSync(url: string | undefined): boolean {
    const path = pathOf(url);
    return path === SYNC_PATH || path.startsWith(`${SYNC_PATH}/`);
  }

  /** Answers one handshake: an open socket, or plain HTTP that says why not. Never rejects. */
  async upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): Promise<void> {
    // The other end may be gone before we know who it was.
    duplex.on('error', () => duplex.destroy());
    try {
      const guest = await this.#admit(request);
      if (typeof guest === 'number') {
        this.#ports.refused(guest, request);
        return refuseHandshake(duplex, guest);
      }
      this.#server.handleUpgrade(request, duplex, head, (socket) => this.#serve(socket, request, guest));
    } catch (error) {
      this.#ports.problem('handshake', error);
      refuseHandshake(duplex, 500);
    }
  }

  /** A session ended: so do its sockets, at once. */
  closeSession(session: string): void {
    for (const [connection, of] of this.#open) {
      if (of === session) connection.close(CLOSE.notSignedIn, 'signed-out');
    }
  }

  closeAll(): void {
    for (const connection of this.#open.keys()) connection.close(CLOSE.unavailable, 'restarting');
  }

  /** Whether anybody is connected who signed in. */
  get hasMembers(): boolean {
    return [...this.#open.values()].some((session) => session !== null);
  }

  async #admit(request: IncomingMessage): Promise<Guest | number> {
    const head = headOf(request);
    const host = request.headers.host;
    if (!this.#ports.origins.answersTo(host)) return 403;
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
    const path = pathOf(request.url);
    if (path === SYNC_PATH && !protocols.includes(SUBPROTOCOL)) return 426;
    const foreign =
      request.headers.origin !== undefined && !this.#ports.origins.allows(request.headers.origin, host);
    if (foreign) return 403;
    const visitor = protocols.find((protocol) => protocol.startsWith(VISITOR_SUBPROTOCOL));
    if (visitor !== undefined) return this.#admitVisitor(visitor, request);
    // A cookie goes along with whatever page opens the socket; only a page that says it is ours may use one.
    if (request.headers.origin === undefined && !bringsToken(head)) return 401;
    return (await this.#ports.identify(head)) ?? 401;
  }

  #admitVisitor(subprotocol: string, request: IncomingMessage): Guest | number {
    const who = this.#ports.identifyVisitor(subprotocol, request);
    if (who?.kind !== 'visitor') return 401;
    const network = networkOf(who.address ?? '');
    if (!this.#door.mayEnter(network)) return 429;
    return {
      session: null,
      enter: () => this.#door.enter(network),
      principalFor: (workspace) => (workspace === who.workspace ? who : null),
    };
  }

  #serve(socket: WebSocket, request: IncomingMessage, guest: Guest): void {
    const connection = new Connection(socket, this.#ports);
    this.#open.set(connection, guest.session);
    const leave = guest.enter?.();
    connection.serve(
      () => this.#receiver(connection, pathOf(request.url), guest),
      () => {
        this.#open.delete(connection);
        leave?.();
      },
    );
  }

  #receiver(connection: Connection, path: string, guest: Guest): Receiver {
    const principalFor = (workspace: string): Principal | null => guest.principalFor(workspace);
    if (path === SYNC_PATH) return new Streams(connection, this.#ports, principalFor);
    const document = decoded(path.slice(SYNC_PATH.length + 1));
    const who = principalFor(document.split('/')[0] ?? '');
    if (who) return servePlain(connection, this.#ports, { who, document });
    connection.close(CLOSE.notFound, 'not-found');
    return { receive: () => undefined, end: () => undefined };
  }
}

function pathOf(url: string | undefined): string {
  return (url ?? '').split('?')[0] ?? '';
}

/** A document's name as it stands in an address; what cannot be decoded is no document's name. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

function bringsToken(head: RequestHead): boolean {
  const query = new URLSearchParams(head.url.split('?')[1] ?? '');
  return head.headers.has('authorization') || query.has('token');
}
