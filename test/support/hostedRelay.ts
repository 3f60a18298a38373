// A real relay with a data folder, a port and a clock of its own, in one process with the others of this worker. For a relay
// that is to be killed, frozen, or run from other sources there is RelayProcess.

import { fork, type ChildProcess } from 'node:child_process';
import { processEnvironment, RelayData, ROOT } from './relayData.ts';

type Wish =
  | { does: 'start'; environment: Record<string, string>; aheadMs: number }
  | { does: 'move'; ms: number }
  | { does: 'stop' };

export type Request = Wish & { number: number; relay: number };

/** `said`: the relay's greeting, or why it could not be done. */
export interface Answer {
  number: number;
  said: string;
  failed: boolean;
}

/** Of what the process said, in characters: enough for a trace. */
const LAST_WORDS = 4_000;

/** The process that runs them, started with the first one. It ends with this process. */
class Host {
  #process: ChildProcess | null = null;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #requests = 0;
  #relays = 0;

  newRelay(): number {
    return (this.#relays += 1);
  }

  /** @throws if it could not be done, with the reason */
  async asks(relay: number, wish: Wish): Promise<string> {
    const number = (this.#requests += 1);
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(number, resolve));
    this.#started().send({ ...wish, number, relay });
    const { said, failed } = await answered;
    if (failed) throw new Error(said);
    return said;
  }

  #started(): ChildProcess {
    if (this.#process) return this.#process;
    const child = fork('test/support/relaysInOne.ts', { cwd: ROOT, env: processEnvironment(), silent: true });
    const said: string[] = [];
    child.stdout?.resume();
    child.stderr?.on('data', (bytes: Buffer) => said.push(bytes.toString()));
    child.on('message', (answer: Answer) => {
      this.#waiting.get(answer.number)?.(answer);
      this.#waiting.delete(answer.number);
    });
    child.on('exit', () => {
      this.#process = null;
      const last = said.join('').slice(-LAST_WORDS);
      // Not at somebody's wish: the next test that asks for a relay would fail without a reason.
      if (last !== '') console.error(`the process of this worker's relays ended: ${last}`);
      for (const [number, resolve] of this.#waiting) resolve({ number, said: last, failed: true });
      this.#waiting.clear();
    });
    return (this.#process = child);
  }
}

const host = new Host();

export class HostedRelay extends RelayData {
  readonly #number = host.newRelay();
  #aheadMs = 0;
  #runs = false;

  /** Starts it, on the same port as before if it was started before. */
  async start(): Promise<this> {
    const { environment } = this;
    this.isAt(await host.asks(this.#number, { does: 'start', environment, aheadMs: this.#aheadMs }));
    this.#runs = true;
    return this;
  }

  /** Milliseconds, forward or back. Resolves when it is so: with what is due by then on its way. */
  async moveClock(ms: number): Promise<void> {
    this.#aheadMs += ms;
    if (this.#runs) await host.asks(this.#number, { does: 'move', ms });
  }

  /** The relay's time in epoch milliseconds. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  async stop(): Promise<void> {
    if (!this.#runs) return;
    this.#runs = false;
    await host.asks(this.#number, { does: 'stop' });
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    this.removeFolder();
  }
}
