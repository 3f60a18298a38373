// `npm run torture -- --hours 8`: the suites' own generators with other chances, one after another, on the loopback and in
// temporary folders only, one process at a time with the lowest priority, until the time is over. Writes a report
// (docs/torture.md, or --report FILE) after each phase. Ends with 1 if anything was found.

import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { PHASES, type Phase } from './phases.ts';
import { reportOf, type Tally } from './report.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { hours: { ...text, default: '1' }, report: text } });
const hours = Number(values.hours);
if (!(hours > 0 && hours <= 100)) throw new Error(`--hours takes a number up to 100, not ${values.hours}`);
const report = values.report ?? 'docs/torture.md';
/** A suite that hangs has found something; one that waits for its turn, on a machine with other work, has not. */
const HANGS_MS = 30 * 60_000;
const PATIENCE = '6';
/** Of what a failing suite said; its beginning is what it is called. */
const TOLD = 6_000;
const LOWEST = 19;

const began = new Date();
const tally: Tally = {
  began,
  ended: began,
  hours,
  phases: new Map(),
  totals: new Map(),
  rare: new Map(),
  findings: [],
  seeds: [],
};
setPriority(LOWEST);
const until = began.getTime() + hours * 3_600_000;
let child: ReturnType<typeof spawn> | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());

for (let turn = 0; Date.now() < until; turn += 1) {
  const phase = PHASES[turn % PHASES.length];
  if (phase) await play(phase, randomInt(2, 2 ** 31));
}
console.log(`${tally.findings.length} found; ${report}`);
process.exitCode = tally.findings.length === 0 ? 0 : 1;

async function play(phase: Phase, seed: number): Promise<void> {
  const environment = phase.environment(seed);
  const vitest = ['run', '--project', phase.project, phase.file, '--no-file-parallelism'];
  const replay = [
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    `npx vitest ${vitest.join(' ')}`,
  ].join(' ');
  console.log(`${new Date().toISOString()} ${replay}`);
  const start = performance.now();
  const { code, said } = await run(vitest, environment);
  const seconds = (performance.now() - start) / 1_000;
  tally.seeds.push(`${phase.name}: ${seed}`);
  count(phase, seconds, said);
  if (code !== 0) {
    console.log(`FOUND by ${phase.name} with ${seed}`);
    tally.findings.push({ phase: phase.name, replay, said: said.slice(-TOLD) });
  }
  tally.ended = new Date();
  writeFileSync(
    report,
    await format(reportOf(tally), { ...(await resolveConfig(report)), filepath: report }),
  );
}

function count(phase: Phase, seconds: number, said: string): void {
  const before = tally.phases.get(phase.name) ?? { runs: 0, seconds: 0 };
  tally.phases.set(phase.name, { runs: before.runs + 1, seconds: before.seconds + seconds });
  for (const [label, found] of phase.totals) {
    for (const [, number] of said.matchAll(found)) add(tally.totals, label, Number(number));
  }
  if (phase.project !== 'sim') return;
  for (const [, number, state] of said.matchAll(/^ +(\d+) {2}([a-z-]+): /gm)) {
    if (state !== undefined) add(tally.rare, state, Number(number));
  }
}

function add(totals: Map<string, number>, label: string, more: number): void {
  totals.set(label, (totals.get(label) ?? 0) + more);
}

/** In a temporary folder of its own, so that what a killed suite leaves behind goes with it. */
function run(args: string[], environment: Record<string, string>): Promise<{ code: number; said: string }> {
  const temporary = mkdtempSync(join(tmpdir(), 'estafet-torture-'));
  const env = { ...process.env, PATIENCE, ...environment, TMPDIR: temporary, NO_COLOR: '1' };
  return new Promise((resolve) => {
    const said: string[] = [];
    const vitest = spawn('vitest', args, { env, timeout: HANGS_MS, killSignal: 'SIGKILL' });
    child = vitest;
    for (const stream of [vitest.stdout, vitest.stderr]) {
      stream.on('data', (bytes: Buffer) => said.push(bytes.toString()));
    }
    vitest.on('close', (code) => {
      child = null;
      rmSync(temporary, { recursive: true, force: true });
      resolve({ code: code ?? 1, said: stripVTControlCharacters(said.join('')) });
    });
  });
}

function stop(): void {
  child?.kill();
  process.exit(1);
}
