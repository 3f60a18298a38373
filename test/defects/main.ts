// `npm run test:defects`: plants each defect of the list in a copy of the project and asks the check that must notice it.
// `npm run test:defects -- mention webhook` plants those that have one of the words in their names.

import { fileURLToPath } from 'node:url';
import type { Check, Defect } from './defect.ts';
import { CLIENT } from './inClient.ts';
import { OUTSIDE } from './inChannels.ts';
import { RELAY } from './inRelay.ts';
import { RULES } from './inRules.ts';
import { STORAGE } from './inStorage.ts';
import { runCheck } from './runCheck.ts';
import { WorkingCopy } from './workingCopy.ts';

const DEFECTS: readonly Defect[] = [...RULES, ...RELAY, ...OUTSIDE, ...CLIENT, ...STORAGE];
/** Below this the list has shrunk unseen. */
const DEFECTS_MIN = 25;

const words = process.argv.slice(2);
const chosen = DEFECTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const began = performance.now();
const copy = new WorkingCopy(fileURLToPath(new URL('../..', import.meta.url)));
try {
  const wrong = misfits();
  if (wrong === 0) process.exitCode = (await allWell()) ? 0 : 1;
  else process.exitCode = 1;
} finally {
  copy.remove();
}

/** The list against the code as it is, all of it before anything is run. */
function misfits(): number {
  const found = DEFECTS.flatMap((defect) => {
    const misfit = copy.misfit(defect);
    return misfit === null ? [] : [`✗ ${defect.name} no longer fits: ${misfit}`];
  });
  const few = DEFECTS.length < DEFECTS_MIN ? [`✗ fewer than ${DEFECTS_MIN} defects`] : [];
  const none = chosen.length === 0 ? [`✗ no defect is called so; there are ${namesOf(DEFECTS)}`] : [];
  const wrong = [...found, ...few, ...none];
  for (const line of wrong) console.error(line);
  return wrong.length;
}

async function allWell(): Promise<boolean> {
  const unsound = await unsoundChecks();
  let missed = 0;
  for (const defect of chosen) if (!(await isFound(defect))) missed += 1;
  const total = `${chosen.length - missed} of ${chosen.length} planted defects found`;
  console.log(`\n${total}, ${unsound} checks that fail without one, ${since(began)}`);
  return unsound + missed === 0;
}

/** A check that fails, or says nothing, where nothing is wrong proves nothing. */
async function unsoundChecks(): Promise<number> {
  const checks = new Map<string, Check>(
    chosen.map(({ noticedBy }) => [`${noticedBy.file}: ${noticedBy.test}`, noticedBy]),
  );
  let unsound = 0;
  for (const [name, check] of checks) {
    const verdict = await runCheck(copy.folder, check);
    if (verdict.kind === 'passed') continue;
    unsound += 1;
    console.log(`✗ without a defect: ${name}: ${verdict.kind === 'mute' ? verdict.why : verdict.kind}`);
  }
  console.log(`${checks.size} checks without a defect, ${since(began)}\n`);
  return unsound;
}

async function isFound(defect: Defect): Promise<boolean> {
  const start = performance.now();
  const heal = copy.plant(defect);
  const verdict = await runCheck(copy.folder, defect.noticedBy);
  heal();
  const found = verdict.kind === 'failed';
  const words = found ? '✓ found    ' : '✗ NOT FOUND';
  console.log(`${words} ${since(start).padStart(7)}  ${defect.name}`);
  if (verdict.kind === 'mute') console.log(`    ${verdict.why}`);
  if (!found) console.log(`    by ${defect.noticedBy.file}: ${defect.noticedBy.test}`);
  return found;
}

function namesOf(defects: readonly Defect[]): string {
  return defects.map(({ name }) => name).join(', ');
}

function since(start: number): string {
  return `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}
