// A real relay: a process of its own on a free port of the loopback, with a data folder of its own. Stopped by its pid.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { processEnvironment, RelayData, ROOT } from './relayData.ts';

/** With DIE_AT among its settings it is mortalRelay.ts that runs. */
export class RelayProcess extends RelayData {
  #process: ChildProcess | null = null;
  readonly #root: string;
  readonly #awaited = new Set<{ pattern: RegExp; resolve: () => void }>();
  /** How far its clock is ahead of the machine's; null for the relay as it ships, under the machine's own. */
  #aheadMs: number | null = null;
  /** What it said first, and all that it said on standard error, since it was started last. */
  greeting = '';
  errors = '';

  /** @param root of another copy of the project, to be run in the place of this one */
  constructor(folder?: string, root = ROOT) {
    super(folder);
    this.#root = root;
  }

  /** Of a relay whose clock can be moved, before it is started and while it runs. */
  static withMovableClock(): RelayProcess {
    const relay = new RelayProcess();
    relay.#aheadMs = 0;
    return relay;
  }

  /** Milliseconds, forward or back. Resolves when it is so: with what is due by then on its way. */
  async moveClock(ms: number): Promise<void> {
    if (this.#aheadMs === null) throw new Error('this relay has the clock of the machine');
    this.#aheadMs += ms;
    const child = this.#process;
    if (!child) return;
    const moved = once(child, 'message');
    child.send(ms);
    await moved;
  }

  /** The relay's time in epoch milliseconds. */
  now(): number {
    return Date.now() + (this.#aheadMs ?? 0);
  }

  /** Starts it, on the same port as before if it was started before; resolves when it says where it is. */
  async start(): Promise<this> {
    const env = { ...processEnvironment(), ...this.environment, CLOCK_AHEAD_MS: String(this.#aheadMs ?? 0) };
    const entry = this.#entry();
    const child = spawn(process.execPath, [entry], {
      cwd: this.#root,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = child;
    this.errors = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      this.errors += bytes.toString();
      this.#heard(bytes.toString());
    });
    const first = await Promise.race([firstLine(child), once(child, 'exit').then(() => null)]);
    this.greeting = first ?? this.errors;
    this.isAt(this.greeting);
    return this;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when it says something like this on standard error from now on. */
  says(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => this.#awaited.add({ pattern, resolve }));
  }

  #heard(text: string): void {
    for (const one of this.#awaited) {
      if (!one.pattern.test(text)) continue;
      this.#awaited.delete(one);
      one.resolve();
    }
  }

  /** Resolves when the process has ended by itself. */
  async died(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** SIGSTOP: it falls silent and keeps its connections open, as a frozen machine does; SIGCONT wakes it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal);
  }

  /** As a power cut looks to the process: no warning, nothing finished. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    this.removeFolder();
  }

  #entry(): string {
    if (this.settings['DIE_AT'] !== undefined) return 'test/support/mortalRelay.ts';
    return this.#aheadMs === null ? 'server/main.ts' : 'test/support/movableRelay.ts';
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null;
  for await (const line of createInterface({ input: child.stdout })) return line;
  return null;
}
