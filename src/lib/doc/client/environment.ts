// Everything outside of the client: clocks, chance, sockets, stores. Handed in, so that tests and the simulation drive it;
// browser.ts has the real one.

import type { FilePort } from './filePort.ts';
import type { Stores } from './stores.ts';
import type { RelaySays } from './whyNot.ts';

/** As much of a WebSocket as the client uses. */
export type SocketLike = Pick<
  WebSocket,
  | 'binaryType'
  | 'bufferedAmount'
  | 'protocol'
  | 'onopen'
  | 'onmessage'
  | 'onclose'
  | 'onerror'
  | 'send'
  | 'close'
>;

export interface ClientClock {
  /** The device's wall clock, epoch milliseconds. May be wrong and may jump: for display and first guesses only. */
  wall(): number;
  /** Milliseconds from some origin; never goes backwards. */
  monotonic(): number;
  /** Runs `task` when what is going on now has ended, before any timer. */
  soon(task: () => void): void;
  /** Runs `task` once, not before `delayMs` from now; the result cancels it. */
  after(delayMs: number, task: () => void): () => void;
  /** Runs `task` once nothing more urgent is left to do, such as drawing what is known. */
  idle(task: () => void): void;
}

/** Small values that outlive the tab and are known at once (localStorage). Never throws; may forget. */
export interface Notes {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

export interface Environment {
  clock: ClientClock;
  /** A number in [0, 1). */
  chance(): number;
  /** A new UUIDv7. */
  newId(): string;
  randomBytes(count: number): Uint8Array<ArrayBuffer>;
  connect(url: string, protocols: string[]): SocketLike;
  /** What the relay says of itself and of us; null if it cannot be asked. A handshake that fails does not say why. */
  askRelay(): Promise<RelaySays | null>;
  stores: Stores;
  files: FilePort;
  notes: Notes;
  /** Calls when the network or the tab may have come back, or gone: a reason to look now. */
  onHint(listener: () => void): () => void;
  /** Calls when another tab of this browser has changed the note under this key. */
  onNote(key: string, listener: () => void): () => void;
  /** Runs `task` if no other tab of this browser is here under this name; this one is, from then on. Never rejects unless `task` does. */
  whileAlone(name: string, task: () => Promise<void>): Promise<void>;
  /** Whether tabs of one browser tell each other what they write (BroadcastChannel). */
  broadcast: boolean;
  /** Something failed that no caller can help: for logs. Never throws. */
  report(error: unknown): void;
}
