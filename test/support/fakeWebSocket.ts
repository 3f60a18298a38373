// As much of a WebSocket of `ws` as the relay uses, without a network: what is sent has arrived.

import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';

export class FakeWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  /** The code it was closed with; 1006 if it was cut off. */
  closed: number | null = null;

  asWebSocket(): WebSocket {
    // Whoever uses more of it learns it from the first test.
    return this as unknown as WebSocket;
  }

  receive(bytes: Uint8Array): void {
    this.emit('message', Buffer.from(bytes), true);
  }

  send(_bytes: Uint8Array, _options: object, done: () => void): void {
    done();
  }

  ping(): void {
    this.emit('pong');
  }

  close(code: number): void {
    this.closed ??= code;
    this.readyState = 2;
  }

  terminate(): void {
    this.closed ??= 1006;
    this.readyState = 3;
  }
}
