// A stream in the shape of a WebSocket, for y-websocket's WebsocketProvider, which is used as it is. A class for each
// document: the provider makes a new instance whenever it connects.

import * as decoding from 'lib0/decoding';
import { messageYjsSyncStep1 } from 'y-protocols/sync';
import { messageAwareness, messageSync } from 'y-websocket';
import { ABNORMAL_CLOSURE, type RelaySocket } from './socket.ts';
import type { StreamHandle } from './streams.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

/** An awareness update about nobody: enough for the provider's watchdog, which closes what is silent for 30 seconds. */
const NO_NEWS = Uint8Array.of(messageAwareness, 1, 0);

export interface StreamOptions {
  document: string;
  /** Of the copy that is here; null without one. Asked at each opening. */
  epoch: () => number | null;
  /** The relay lets us in. Called before anything of the document arrives. */
  opened: (epoch: number) => void;
  /** Our awareness client id. */
  client: number;
  /** True for decided documents: nothing that would change them is ever sent, whatever the libraries do. */
  readOnly: boolean;
}

/** What `new WebSocket(…)` is, for one document over the shared socket. */
export function createStreamClass(relay: RelaySocket, options: StreamOptions): typeof WebSocket {
  class Stream {
    static readonly CONNECTING = CONNECTING;
    static readonly OPEN = OPEN;
    static readonly CLOSING = 2;
    static readonly CLOSED = CLOSED;
    readonly CONNECTING = CONNECTING;
    readonly OPEN = OPEN;
    readonly CLOSING = 2;
    readonly CLOSED = CLOSED;
    binaryType: BinaryType = 'arraybuffer';
    readyState: number = CONNECTING;
    onopen: ((event: object) => void) | null = null;
    onmessage: ((event: { data: Uint8Array }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    onerror: ((event: object) => void) | null = null;
    readonly #handle: StreamHandle | null;

    constructor() {
      this.#handle = relay.open(options.document, options.epoch(), {
        opened: (epoch) => this.#opened(epoch),
        message: (payload) => this.#message(payload),
        closed: (code, reason) => this.#closed(code, reason),
        alive: () => this.#message(NO_NEWS),
      });
      // Like a real socket: never before whoever made it could listen.
      if (!this.#handle) queueMicrotask(() => this.#closed(ABNORMAL_CLOSURE, ''));
    }

    send(payload: Uint8Array): void {
      if (this.readyState !== OPEN) return;
      if (options.readOnly && changesDocument(payload)) return;
      if (isAboutOthers(payload, options.client)) return;
      this.#handle?.send(payload);
    }

    close(): void {
      if (this.readyState === CLOSED) return;
      this.#handle?.close();
      this.readyState = CLOSED;
      queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' }));
    }

    #opened(epoch: number): void {
      if (this.readyState !== CONNECTING) return;
      this.readyState = OPEN;
      options.opened(epoch);
      this.onopen?.({});
    }

    #message(data: Uint8Array): void {
      if (this.readyState === OPEN) this.onmessage?.({ data });
    }

    #closed(code: number, reason: string): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      this.onclose?.({ code, reason });
    }
  }
  // The provider uses what is above and nothing else of a WebSocket.
  return Stream as unknown as typeof WebSocket;
}

/** The provider repeats to the relay what the relay has told it of others: with many in a room, most of the traffic. */
function isAboutOthers(payload: Uint8Array, self: number): boolean {
  const decoder = decoding.createDecoder(payload);
  if (decoding.readVarUint(decoder) !== messageAwareness) return false;
  const update = decoding.createDecoder(decoding.readVarUint8Array(decoder));
  // What changes of ourselves comes alone.
  return decoding.readVarUint(update) !== 1 || decoding.readVarUint(update) !== self;
}

function changesDocument(payload: Uint8Array): boolean {
  const decoder = decoding.createDecoder(payload);
  if (decoding.readVarUint(decoder) !== messageSync) return false;
  return decoding.readVarUint(decoder) !== messageYjsSyncStep1;
}
