// Runs one check of the list in the copy.

import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Check } from './defect.ts';

/** Nobody waits longer to hear of a defect; what hangs by then has not been noticed. */
const LIMIT_MS = 60_000;

const report = v.object({ numPassedTests: v.number(), numFailedTests: v.number() });

export type Verdict =
  | { kind: 'passed' }
  | { kind: 'failed' }
  /** It says nothing: no such test, a module that does not load, no end. */
  | { kind: 'mute'; why: string };

export async function runCheck(folder: string, { file, test }: Check): Promise<Verdict> {
  const output = join(folder, 'report.json');
  rmSync(output, { force: true });
  const project = file.split('/')[1] ?? '';
  const wanted = ['--project', project, file, '--testNamePattern', escape(test)];
  const vitest = [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', ...wanted];
  const said = await run(folder, [...vitest, '--reporter', 'json', '--outputFile', output]);
  const parsed = v.safeParse(report, readReport(output));
  if (!parsed.success) return { kind: 'mute', why: said };
  const { numPassedTests: passed, numFailedTests: failed } = parsed.output;
  if (passed + failed === 0) return { kind: 'mute', why: 'no such test, or it cannot be loaded' };
  return { kind: failed > 0 ? 'failed' : 'passed' };
}

function run(cwd: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const limits = { cwd, timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: Infinity } as const;
    execFile(process.execPath, args, limits, (error, stdout, stderr) => {
      resolve(error?.killed === true ? `no end within ${LIMIT_MS / 1_000} s` : stdout + stderr);
    });
  });
}

/** Undefined, which is no report, if there is none. */
function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
