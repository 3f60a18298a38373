// What every relay of a test has, wherever it runs: a data folder of its own, settings, and the operator's commands on it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = new URL('../..', import.meta.url).pathname;
/** Half of what a start costs is reading the same sources again. */
const COMPILED = join(ROOT, 'node_modules/.cache/relay');
/** The environment's name for a data folder with the demo in it, of which new ones are copies (demoOnce.ts). */
export const DEMO_COPY = 'ESTAFET_TEST_DEMO';

export abstract class RelayData {
  readonly folder: string;
  address = '';
  /** More of the environment, from the next start on. */
  settings: Record<string, string> = {};
  #port = 0;

  constructor(folder = newFolder()) {
    this.folder = folder;
  }

  /** What it is started with: on the same port as before if it was started before. */
  get environment(): Record<string, string> {
    const own = { DATA_DIR: this.folder, PORT: String(this.#port), DEMO: '1', HOST: '127.0.0.1' };
    return { ...own, ...this.settings };
  }

  /** @param greeting what the relay says first, with its address */
  protected isAt(greeting: string): void {
    this.address = /http:\S+/.exec(greeting)?.[0] ?? '';
    if (this.address === '') throw new Error(`the relay did not start: ${greeting}`);
    this.#port = Number(new URL(this.address).port);
  }

  protected removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs `npm run relay -- …` on its data and returns what it printed. @throws if it fails */
  async command(...args: string[]): Promise<string> {
    const env = { ...processEnvironment(), DATA_DIR: this.folder, DEMO: '1' };
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
}

/** For any process that runs the relay's sources. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: COMPILED };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'estafet-'));
  const demo = process.env[DEMO_COPY];
  if (demo !== undefined) cpSync(demo, folder, { recursive: true });
  return folder;
}
