// `npm test`: the whole check. `npm test -- NAME…` runs steps or groups by name (scripts/lib/steps.mjs).
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { counting } from './lib/counts.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { capture, memory, root } from './lib/run.mjs';
import { steps } from './lib/steps.mjs';

const slots = Math.min(2, availableParallelism());
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
const started = performance.now();

await ensureInstalled();
mkdirSync(memory, { recursive: true });

const chosen = choose(process.argv.slice(2));
/** name -> { passed, failed, skipped, ok } of what is over */
const results = new Map();
await runAll(chosen);
summarise();

/** The steps that were asked for, and what has to be done before them. */
function choose(names) {
  if (names.length === 0) return steps;
  const wrong = names.filter((name) => !steps.some((step) => step.name === name || step.group === name));
  if (wrong.length > 0) {
    console.error(
      `No such step: ${wrong.join(', ')}. There are: ${steps.map((step) => step.name).join(', ')}`,
    );
    process.exit(2);
  }
  const wanted = new Set(names.flatMap((name) => steps.filter((s) => s.name === name || s.group === name)));
  // A set grows while it is walked: what comes before what comes before is found too.
  for (const step of wanted) for (const name of step.after ?? []) wanted.add(byName(name));
  return steps.filter((step) => wanted.has(step));
}

function byName(name) {
  return steps.find((step) => step.name === name);
}

async function runAll(queue) {
  const waiting = [...queue];
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find((step) => mayStart(step, running));
    if (next) {
      waiting.splice(waiting.indexOf(next), 1);
      running.set(
        next,
        runStep(next).then(() => running.delete(next)),
      );
    } else {
      await Promise.race(running.values());
    }
  }
}

function mayStart(step, running) {
  if (running.size >= slots) return false;
  if (running.size > 0 && (step.alone || [...running.keys()].some((other) => other.alone))) return false;
  return (step.after ?? []).every((name) => results.has(name));
}

async function runStep(step) {
  const blockedBy = (step.after ?? []).find((name) => !results.get(name).ok);
  if (blockedBy) return finish(step, { failed: 1, words: `not run: ${blockedBy} failed` });
  if (step.needs && !existsSync(join(root, step.needs))) {
    return finish(step, { words: `absent: there is no ${step.needs}` });
  }
  const began = performance.now();
  const figures = counting(step);
  const line = step.run.startsWith('npm:') ? scripts[step.run.slice(4)] : step.run;
  const { code, output } = await capture(line + figures.arguments, figures.environment);
  const result = figures.result(code);
  const words = step.counts ? `${result.passed} passed${also(result)}` : '';
  finish(step, { ...result, words, seconds: seconds(began) });
  // What a suite says it has tried is always shown, so that nobody can shrink it unseen.
  const tried = output.split('\n').filter((text) => /^\s*tried /.test(text));
  const shown = result.failed > 0 ? output : tried.map((text) => text.trim()).join('\n');
  if (shown !== '') console.log(shown.trimEnd().replace(/^/gm, '    '));
}

function also({ failed, skipped }) {
  return `${failed > 0 ? `, ${failed} FAILED` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function finish(step, { passed = 0, failed = 0, skipped = 0, words, seconds: time = '' }) {
  results.set(step.name, { passed, failed, skipped, ok: failed === 0 });
  const mark = failed > 0 ? '✗' : passed > 0 ? '✓' : '–';
  console.log(`${mark} ${step.name.padEnd(10)} ${time.padStart(7)}  ${words}`.trimEnd());
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function summarise() {
  const all = [...results.values()];
  const sum = (key) => all.reduce((total, result) => total + result[key], 0);
  const failing = [...results].filter(([, result]) => !result.ok).map(([name]) => name);
  console.log('');
  if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`);
  if (failing.length > 0) console.log(`failed: ${failing.join(', ')}`);
  console.log(`${results.size} steps in ${seconds(started)}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = failing.length > 0 ? 1 : 0;
}
