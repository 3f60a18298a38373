// One socket of one of the matrix's people, and every byte it was ever sent.

import { once } from 'node:events';
import * as Y from 'yjs';
import { TestMux, heard } from '../../support/socketHarness.ts';
import { stepOne } from '../../../server/session.ts';
import type { Document } from './documents.ts';
import type { House } from './house.ts';
import type { Phase, Who } from './who.ts';

/** Bytes with the phase in which they came. `settled`: nothing was changing any more. */
export interface Heard {
  who: Who;
  phase: Phase;
  settled: boolean;
  bytes: Uint8Array;
}

export interface Attempt {
  document: Document;
  phase: Phase;
  stream: number;
}

const EVERYTHING = Y.encodeStateVector(new Y.Doc());

export class Listener {
  readonly who: Who;
  readonly heard: Heard[] = [];
  readonly attempts: Attempt[] = [];
  now: { phase: Phase; settled: boolean } = { phase: 'before', settled: true };
  readonly #mux: TestMux;
  #pings = 0;

  private constructor(who: Who, mux: TestMux) {
    this.who = who;
    this.#mux = mux;
    mux.client.on('message', (bytes: Buffer) => this.heard.push({ who, ...this.now, bytes }));
  }

  /** Null if the handshake was refused. */
  static async open(house: House, who: Who): Promise<Listener | null> {
    const client = house.connect(await house.credentials(who));
    const listener = new Listener(who, new TestMux(client));
    const open = once(client, 'open').then(() => true);
    const refused = once(client, 'unexpected-response').then(() => false);
    return (await Promise.race([open, refused])) ? listener : null;
  }

  get isOver(): boolean {
    return this.#mux.closed !== null;
  }

  get closedWith(): number | null {
    return this.#mux.closed?.code ?? null;
  }

  /** Asks for documents and all that is in them; they stay open for as long as the relay lets them. */
  async ask(documents: Document[], phase: Phase): Promise<void> {
    const fresh = documents.map((document) => ({
      document,
      phase,
      stream: this.attempts.push({ document, phase, stream: this.attempts.length + 1 }),
    }));
    this.#mux.tell(
      ...fresh.map(({ stream, document }) => ({
        type: 'open',
        stream,
        document: document.name,
        epoch: null,
      })),
    );
    this.#mux.send(...fresh.map(({ stream }) => ({ stream, payload: stepOne(EVERYTHING) })));
    await this.settled();
  }

  say(stream: number, payload: Uint8Array): void {
    this.#mux.send({ stream, payload });
  }

  /** Until it has been sent all that was on its way. */
  async settled(): Promise<void> {
    if (this.isOver) return;
    this.#pings += 1;
    await Promise.race([heard(this.#mux, this.#pings), this.#mux.whenClosed()]);
  }

  /** 'open', or the code and reason with which it was closed. */
  stateOf({ stream }: Attempt): string {
    if (this.isOver) return `socket ${this.#mux.closed?.code}`;
    const closed = this.#mux.control.find(
      (message): message is { type: 'closed'; code: number; reason: string } =>
        isAbout(message, 'closed', stream),
    );
    if (closed) return `${closed.code} ${closed.reason}`;
    return this.#mux.control.some((message) => isAbout(message, 'opened', stream)) ? 'open' : 'unanswered';
  }

  /** Payloads of a stream, in order. */
  payloads(stream: number): number[][] {
    return this.#mux.payloads(stream);
  }
}

function isAbout(message: unknown, type: string, stream: number): boolean {
  if (typeof message !== 'object' || message === null) return false;
  return 'type' in message && message.type === type && 'stream' in message && message.stream === stream;
}
