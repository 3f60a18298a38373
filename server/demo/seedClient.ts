// A client of one merged document, as a browser would be: what the demo's customers write, and its contact notes, go in by
// the same door as everybody's.

import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { Principal, Stream } from '../principal.ts';
import type { Relay } from '../relay.ts';
import { updateMessage } from '../session.ts';

const SYNC = 0;
const STEP_1 = 0;

/** What becomes of the stream. */
interface StreamNews {
  opened(): void;
  closed(why: string): void;
}

/** For whoever writes a script: a stream that is refused means that the script is wrong. */
const MUST_STAY: StreamNews = {
  opened: () => undefined,
  closed: (why) => {
    throw new Error(why);
  },
};

export class SeedClient {
  readonly doc = new Y.Doc();
  readonly #stream: Stream;

  /** @throws (from whatever settles the relay) if the stream is refused and nobody wants to know */
  constructor(relay: Pick<Relay, 'connect'>, who: Principal, document: string, news = MUST_STAY) {
    this.#stream = relay.connect(who, document, null, {
      opened: () => news.opened(),
      send: (payload) => this.#take(payload),
      close: (code, reason) => news.closed(`${document} was closed: ${code} ${reason}`),
    });
  }

  /** Changes the document, here and at the relay. */
  write(change: (doc: Y.Doc) => void): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => change(this.doc));
    this.#stream.receive(updateMessage(Y.encodeStateAsUpdate(this.doc, before)));
  }

  end(): void {
    this.#stream.end();
    this.doc.destroy();
  }

  #take(payload: Uint8Array): void {
    const decoder = decoding.createDecoder(payload);
    if (decoding.readVarUint(decoder) !== SYNC || decoding.readVarUint(decoder) === STEP_1) return;
    Y.applyUpdate(this.doc, decoding.readVarUint8Array(decoder));
  }
}
