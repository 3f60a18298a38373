// Outboxes with commands that have to wait: for their sender's rate limit, or for room on the disk.

import type { Outbox } from './commands.ts';

export interface WaitingPorts {
  after(delayMs: number, task: () => void): void;
  take(outbox: Outbox): void;
}

/** A full disk is often emptied by somebody within minutes. */
const DISK_PAUSE_MS = 5_000;

export class WaitingOutboxes {
  readonly #ports: WaitingPorts;
  /** Their names. */
  readonly #waiting = new Set<string>();

  constructor(ports: WaitingPorts) {
    this.#ports = ports;
  }

  /** One wait for each outbox: whoever goes on writing meanwhile, or comes again, adds none. */
  wait(outbox: Outbox, delayMs: number): void {
    if (this.#waiting.has(outbox.name)) return;
    this.#waiting.add(outbox.name);
    this.#ports.after(delayMs, () => {
      this.#waiting.delete(outbox.name);
      this.#ports.take(outbox);
    });
  }

  /** What it holds could not be stored, or not be decided (poison.ts). */
  noRoom(outbox: Outbox): void {
    this.wait(outbox, DISK_PAUSE_MS);
  }
}
