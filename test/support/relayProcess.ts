// A real relay: a process of its own on a free port of the loopback, with a data folder of its own. Stopped by its pid.

import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Half of what a start costs is reading the same sources again. */
const COMPILED = join(ROOT, 'node_modules/.cache/relay');
/** The environment's name for a data folder with the demo in it, of which new ones are copies (demoOnce.ts). */
export const DEMO_COPY = 'ESTAFET_TEST_DEMO';

export class RelayProcess {
  readonly folder: string;
  address = '';
  #process: ChildProcess | null = null;
  #port = 0;

  readonly #root: string;
  readonly #awaited = new Set<{ pattern: RegExp; resolve: () => void }>();
  /** How far its clock is ahead of the machine's; null for the relay as it ships, under the machine's own. */
  #aheadMs: number | null = null;

  /** More of the environment, from the next start on. With DIE_AT it is mortalRelay.ts that runs. */
  settings: Record<string, string> = {};

  /** @param root of another copy of the project, to be run in the place of this one */
  constructor(folder = newFolder(), root = ROOT) {
    this.folder = folder;
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
    const env = {
      ...process.env,
      DATA_DIR: this.folder,
      PORT: String(this.#port),
      DEMO: '1',
      HOST: '127.0.0.1',
      ...this.settings,
      CLOCK_AHEAD_MS: String(this.#aheadMs ?? 0),
      NODE_COMPILE_CACHE: COMPILED,
    };
    const entry = this.#entry();
    const child = spawn(process.execPath, [entry], {
      cwd: this.#root,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = child;
    const said: string[] = [];
    child.stderr?.on('data', (bytes: Buffer) => {
      said.push(bytes.toString());
      this.#heard(bytes.toString());
    });
    const first = await Promise.race([firstLine(child), once(child, 'exit').then(() => null)]);
    this.address = /http:\S+/.exec(first ?? '')?.[0] ?? '';
    if (this.address === '') throw new Error(`the relay did not start: ${first ?? ''} ${said.join('')}`);
    this.#port = Number(new URL(this.address).port);
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
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs `npm run relay -- …` on its data and returns what it printed. @throws if it fails */
  async command(...args: string[]): Promise<string> {
    const env = { ...process.env, DATA_DIR: this.folder, DEMO: '1', NODE_COMPILE_CACHE: COMPILED };
    const child = spawn(process.execPath, ['server/cli.ts', ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => out.push(bytes));
    const [code] = (await once(child, 'close')) as [number];
    const text = Buffer.concat(out).toString();
    if (code !== 0) throw new Error(`relay ${args.join(' ')} ended with ${code}: ${text}`);
    return text.trim();
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

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'estafet-'));
  const demo = process.env[DEMO_COPY];
  if (demo !== undefined) cpSync(demo, folder, { recursive: true });
  return folder;
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null;
  for await (const line of createInterface({ input: child.stdout })) return line;
  return null;
}
