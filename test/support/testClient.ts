// A client of one document, as small as it can be: a Y.Doc and the y-websocket protocol, in memory.

import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { Peer, Principal, Stream } from '../../server/principal.ts';
import { stepOne, stepTwo, updateMessage } from '../../server/session.ts';

interface Relays {
  connect(who: Principal, document: string, epoch: number | null, peer: Peer): Stream;
}

export class TestClient {
  doc: Y.Doc;
  closed: { code: number; reason: string } | null = null;
  epoch: number | null = null;
  /** Every byte it was ever sent. */
  readonly received: Uint8Array[] = [];
  #stream: Stream | null = null;

  constructor(doc = new Y.Doc()) {
    this.doc = doc;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#stream?.receive(updateMessage(update));
    });
  }

  connect(relay: Relays, who: Principal, document: string): this {
    this.closed = null;
    this.#stream = relay.connect(who, document, this.epoch, {
      opened: (epoch) => {
        this.epoch = epoch;
        this.#stream?.receive(stepOne(Y.encodeStateVector(this.doc)));
      },
      send: (payload) => this.#take(payload),
      close: (code, reason) => {
        this.closed = { code, reason };
        this.#stream = null;
      },
    });
    return this;
  }

  /** The other end hears that it left; what it writes from now on stays with it. */
  disconnect(): void {
    this.#stream?.end();
    this.#stream = null;
  }

  /** Bytes as they are, whatever they are. */
  raw(payload: Uint8Array): void {
    this.#stream?.receive(payload);
  }

  #take(payload: Uint8Array): void {
    this.received.push(payload);
    const decoder = decoding.createDecoder(payload);
    if (decoding.readVarUint(decoder) !== 0) return;
    const step = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (step === 0) this.#stream?.receive(stepTwo(Y.encodeStateAsUpdate(this.doc, content)));
    else Y.applyUpdate(this.doc, content, this);
  }
}
