// What the relay's core tells whoever measures. metrics.ts turns it into Prometheus' numbers; tests and the simulation
// pass `noMeter`.

export interface Meter {
  /** One turn was made durable: how many records, and how long the commit took (milliseconds). */
  committed(records: number, ms: number): void;
  /** A command was refused, by reason. */
  refused(reason: string): void;
  /** A commit, or a piece of work, failed. */
  failed(what: 'commit' | 'work' | 'process'): void;
  /** A stream was opened (+1) or is gone (-1). */
  streams(change: 1 | -1): void;
  /** A room was opened (+1) or is gone (-1). */
  rooms(change: 1 | -1): void;
  /** A try to send a reply has ended. */
  dispatched(outcome: 'sent' | 'retried' | 'failed' | 'unknown'): void;
  /** A reply is to be sent (+1), or done with (-1). */
  dispatches(change: 1 | -1): void;
  /** Bytes handed to sockets. */
  sent(bytes: number): void;
}

export const noMeter: Meter = {
  committed: () => undefined,
  refused: () => undefined,
  failed: () => undefined,
  streams: () => undefined,
  rooms: () => undefined,
  dispatched: () => undefined,
  dispatches: () => undefined,
  sent: () => undefined,
};
