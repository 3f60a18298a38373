// The relay's end of a device's socket, in memory: the real frames, the real relay core, and a network that obeys the test.

import type { SocketLike } from '#lib/doc/client/environment.ts';
import {
  WIRE_VERSION,
  decodeFrames,
  encodeControl,
  encodeFrames,
  type Frame,
  type FromClient,
  type FromRelay,
} from '#lib/doc/wire.ts';
import type { Clock } from '../../server/clock.ts';
import type { Peer, Principal, Stream } from '../../server/principal.ts';

/** As much of a relay as a socket needs. */
export interface RelayEnd {
  connect(who: Principal, document: string, epoch: number | null, peer: Peer): Stream;
}

/** Between devices and a relay. Whether a device has a network is the device's matter. */
export class TestNetwork {
  readonly #clock: Clock;
  readonly #relay: () => RelayEnd;
  /** The version that the relay speaks. */
  wire = WIRE_VERSION;
  /** Messages that went either way. */
  messages = 0;

  constructor(clock: Clock, relay: () => RelayEnd) {
    this.#clock = clock;
    this.#relay = relay;
  }

  /** @param who null for somebody without a session */
  connect(who: Principal | null, protocols: string[]): TestSocket {
    return new TestSocket({ clock: this.#clock, relay: this.#relay, network: this }, who, protocols);
  }
}

interface Ends {
  clock: Clock;
  relay: () => RelayEnd;
  network: TestNetwork;
}

export class TestSocket implements SocketLike {
  binaryType: BinaryType = 'blob';
  bufferedAmount = 0;
  protocol = '';
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  /** Nothing goes through any more, and nobody is told. */
  isHalfOpen = false;
  readonly #ends: Ends;
  readonly #who: Principal | null;
  readonly #streams = new Map<number, Stream>();
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #toClient: Frame[] = [];

  constructor(ends: Ends, who: Principal | null, protocols: string[]) {
    this.#ends = ends;
    this.#who = who;
    ends.clock.soon(() => this.#opened(protocols));
  }

  send(data: Parameters<SocketLike['send']>[0]): void {
    if (this.#state !== 'open') throw new Error('not open');
    if (!(data instanceof Uint8Array)) throw new Error('only bytes are sent');
    const bytes = Uint8Array.from(data);
    this.#ends.network.messages += 1;
    this.#ends.clock.soon(() => {
      if (this.#state === 'open' && !this.isHalfOpen)
        for (const frame of decodeFrames(bytes)) this.#take(frame);
    });
  }

  close(code = 1000): void {
    this.#over(code);
  }

  /** The network or the relay ends it. */
  cut(code = 1006): void {
    this.#over(code);
  }

  /** Bytes from the relay's side, whatever they are. */
  raw(bytes: Uint8Array): void {
    const { buffer } = Uint8Array.from(bytes);
    this.onmessage?.call(this as unknown as WebSocket, { data: buffer } as MessageEvent);
  }

  #opened(protocols: string[]): void {
    if (this.#state !== 'opening' || this.isHalfOpen) return;
    // As the relay does it: a handshake without a session is refused, and a browser is not told why.
    const wire = `estafet.${this.#ends.network.wire}`;
    if (!this.#who || !protocols.includes(wire)) return this.#over(1006);
    this.#state = 'open';
    this.protocol = wire;
    this.onopen?.call(this as unknown as WebSocket, {} as Event);
    this.#tell({ type: 'pong', id: 0, now: this.#ends.clock.now() });
  }

  #take({ stream, payload }: Frame): void {
    if (stream !== 0) return this.#streams.get(stream)?.receive(payload);
    const message = JSON.parse(new TextDecoder().decode(payload)) as FromClient;
    switch (message.type) {
      case 'ping':
        return this.#tell({ type: 'pong', id: message.id, now: this.#ends.clock.now() });
      case 'close':
        this.#streams.get(message.stream)?.end();
        this.#streams.delete(message.stream);
        return;
      case 'open':
        this.#open(message);
    }
  }

  #open({ stream, document, epoch }: Extract<FromClient, { type: 'open' }>): void {
    if (!this.#who) return;
    const joined = this.#ends.relay().connect(this.#who, document, epoch, {
      opened: (now) => this.#tell({ type: 'opened', stream, epoch: now }),
      send: (payload) => this.#queue({ stream, payload }),
      close: (code, reason) => {
        this.#streams.delete(stream);
        this.#tell({ type: 'closed', stream, code, reason });
      },
    });
    this.#streams.set(stream, joined);
  }

  #tell(message: FromRelay): void {
    this.#queue(encodeControl(message));
  }

  #queue(frame: Frame): void {
    if (this.#toClient.length === 0) this.#ends.clock.soon(() => this.#flush());
    this.#toClient.push(frame);
  }

  #flush(): void {
    const frames = this.#toClient;
    this.#toClient = [];
    if (this.#state !== 'open' || this.isHalfOpen) return;
    this.#ends.network.messages += 1;
    this.raw(encodeFrames(frames));
  }

  #over(code: number): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    for (const stream of this.#streams.values()) stream.end();
    this.#streams.clear();
    this.#ends.clock.soon(() => {
      this.onclose?.call(this as unknown as WebSocket, { code, reason: '' } as CloseEvent);
    });
  }
}
