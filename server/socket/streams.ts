// The form with many streams: control messages open and close them, every other frame belongs to one.

import * as v from 'valibot';
import {
  CLOSE,
  CONTROL_STREAM,
  decodeFrames,
  encodeControl,
  type Frame,
  type FromClient,
} from '#lib/doc/wire.ts';
import { STREAMS_MAX } from '#lib/rules/limits.ts';
import type { Principal, Stream } from '../principal.ts';
import type { Connection, SocketPorts } from './connection.ts';

const streamNumber = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(CONTROL_STREAM + 1),
  v.maxValue(0xffff_ffff),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const fromClient = v.variant('type', [
  v.strictObject({
    type: v.literal('open'),
    stream: streamNumber,
    document: v.pipe(v.string(), v.maxLength(200)),
    epoch: v.nullable(count),
  }),
  v.strictObject({ type: v.literal('close'), stream: streamNumber }),
  v.strictObject({ type: v.literal('ping'), id: count }),
]);

/** A control message is a name and a few numbers. */
const CONTROL_MAX = 1_024;

/** Serves one socket with many streams until it is gone. */
export class Streams {
  readonly #connection: Connection;
  readonly #ports: SocketPorts;
  readonly #principalFor: (workspace: string) => Principal | null;
  readonly #streams = new Map<number, Stream>();

  constructor(
    connection: Connection,
    ports: SocketPorts,
    principalFor: (workspace: string) => Principal | null,
  ) {
    this.#connection = connection;
    this.#ports = ports;
    this.#principalFor = principalFor;
    this.#pong(0);
  }

  /** One WebSocket message: frames, in order. */
  receive(message: Uint8Array): void {
    let frames: Frame[];
    try {
      frames = decodeFrames(message);
    } catch {
      return this.#connection.close(CLOSE.malformed, 'frames');
    }
    for (const { stream, payload } of frames) {
      // One of them may have closed the socket: then the rest is not heard.
      if (!this.#connection.mayTakeFrame()) return;
      if (stream === CONTROL_STREAM) this.#control(payload);
      // A frame for a stream that was just closed from this side is no offence: the two crossed on the way.
      else this.#streams.get(stream)?.receive(payload);
    }
  }

  end(): void {
    for (const stream of this.#streams.values()) stream.end();
    this.#streams.clear();
  }

  #control(payload: Uint8Array): void {
    const message = payload.length <= CONTROL_MAX ? parseControl(payload) : null;
    if (!message) return this.#connection.close(CLOSE.malformed, 'control');
    switch (message.type) {
      case 'open':
        return this.#open(message);
      case 'close': {
        const stream = this.#streams.get(message.stream);
        this.#streams.delete(message.stream);
        return stream?.end();
      }
      case 'ping':
        return this.#pong(message.id);
    }
  }

  #open({ stream, document, epoch }: FromClient & { type: 'open' }): void {
    if (this.#streams.has(stream)) return this.#connection.close(CLOSE.malformed, 'stream-in-use');
    if (this.#streams.size >= STREAMS_MAX) return this.#closed(stream, CLOSE.tooFast, 'streams');
    const who = this.#principalFor(document.split('/')[0] ?? '');
    if (!who) return this.#closed(stream, CLOSE.notFound, 'not-found');
    // It may be refused before `connect` returns.
    const state: { over: boolean } = { over: false };
    const opened = this.#ports.connect(who, document, epoch, {
      opened: (newest) => this.#connection.send(encodeControl({ type: 'opened', stream, epoch: newest })),
      send: (payload) => this.#connection.send({ stream, payload }),
      close: (code, reason) => {
        state.over = true;
        this.#streams.delete(stream);
        this.#closed(stream, code, reason);
      },
    });
    if (!state.over) this.#streams.set(stream, opened);
  }

  #closed(stream: number, code: number, reason: string): void {
    this.#connection.send(encodeControl({ type: 'closed', stream, code, reason }));
  }

  #pong(id: number): void {
    this.#connection.send(encodeControl({ type: 'pong', id, now: this.#ports.relayTime() }));
  }
}

function parseControl(payload: Uint8Array): FromClient | null {
  try {
    const parsed = v.safeParse(
      fromClient,
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)),
    );
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
