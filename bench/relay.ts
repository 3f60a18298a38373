// A real relay for the benches: a process of its own on the loopback, with the demo in a temporary folder.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('..', import.meta.url).pathname;

export interface BenchRelay {
  address: string;
  process: ChildProcess;
  /** Ends it; what it knows stays in its folder. */
  pause(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a relay on a data folder (a new one with the demo if none is given), on any port if none is given. */
export async function startRelay(
  folder = mkdtempSync(join(tmpdir(), 'estafet-bench-')),
  port = '0',
): Promise<BenchRelay> {
  const process = run(['server/main.ts'], folder, port);
  const address = /http:\S+/.exec(await firstLine(process))?.[0];
  if (address === undefined) throw new Error('the relay did not start');
  const pause = async (): Promise<void> => {
    const gone = once(process, 'exit');
    process.kill('SIGTERM');
    await gone;
  };
  const stop = async (): Promise<void> => {
    await pause();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, process, pause, stop };
}

/** A folder with the demo in it, which no relay has. */
export async function demoFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'estafet-bench-'));
  const first = await startRelay(folder);
  await first.pause();
  return folder;
}

/** API tokens of demo members, and the folder they are for: made before the relay has it. */
export async function demoTokens(members: string[]): Promise<{ folder: string; tokens: string[] }> {
  const folder = await demoFolder();
  const tokens: string[] = [];
  for (const member of members)
    tokens.push(await firstLine(run(['server/cli.ts', 'token', 'demo', member], folder)));
  return { folder, tokens };
}

function run(args: string[], folder: string, port = '0'): ChildProcess {
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: port,
    HOST: '127.0.0.1',
    DEMO: '1',
    LOG_LEVEL: 'error',
  };
  return spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine(process: ChildProcess): Promise<string> {
  if (process.stdout) for await (const line of createInterface({ input: process.stdout })) return line;
  return '';
}
