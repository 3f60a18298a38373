// `npm run test:defects`: plants each defect of the list in a copy of the project and asks the check that must notice it.
// `npm run test:defects -- mention webhook` plants those that have one of the words in their names.

import { fileURLToPath } from 'node:url';
import { Checker } from './checker.ts';
import type { Defect } from './defect.ts';
import { CLIENT } from './inClient.ts';
import { OUTSIDE } from './inChannels.ts';
import { RELAY } from './inRelay.ts';
import { RULES } from './inRules.ts';
import { STORAGE } from './inStorage.ts';
import { WorkingCopy } from './workingCopy.ts';

const DEFECTS: readonly Defect[] = [...RULES, ...RELAY, ...OUTSIDE, ...CLIENT, ...STORAGE];
/** Below this the list has shrunk unseen. */
const DEFECTS_MIN = 25;

const words = process.argv.slice(2);
const chosen = DEFECTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const began = performance.now();
const copy = new WorkingCopy(fileURLToPath(new URL('../..', import.meta.url)));
let well = false;
try {
  well = misfits() === 0 && (await allWell());
} catch (error) {
  console.error(error);
}
copy.remove();
// At once: what came to no end is not waited for, and Vitest ends it when this process is gone.
process.exit(well ? 0 : 1);

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
  const checks = await Checker.open(copy.folder);
  const unsound = await unsoundChecks(checks);
  let missed = 0;
  for (const defect of chosen) if (!(await isFound(checks, defect))) missed += 1;
  await checks.close();
  const found = `${chosen.length - missed} found, ${unsound} checks fail without one`;
  console.log(`\ntried ${chosen.length} planted defects: ${found}, ${since(began)}`);
  return unsound + missed === 0;
}

/** A check that fails, or says nothing, where nothing is wrong proves nothing. */
async function unsoundChecks(checks: Checker): Promise<number> {
  const verdicts = await checks.run(chosen.map(({ noticedBy }) => noticedBy));
  const unsound = [...verdicts].filter(([, verdict]) => verdict !== 'passed');
  for (const [{ file, test }, verdict] of unsound)
    console.log(`✗ without a defect: ${file}: ${test}: ${verdict}`);
  console.log(`${verdicts.size} checks without a defect, ${since(began)}\n`);
  return unsound.length;
}

async function isFound(checks: Checker, defect: Defect): Promise<boolean> {
  const { name, file, noticedBy } = defect;
  const start = performance.now();
  const heal = copy.plant(defect);
  checks.changed(file);
  const verdict = (await checks.run([noticedBy])).get(noticedBy);
  heal();
  checks.changed(file);
  const found = verdict === 'failed';
  console.log(`${found ? '✓ found    ' : '✗ NOT FOUND'} ${since(start).padStart(7)}  ${name}`);
  if (!found) console.log(`    by ${noticedBy.file}: ${noticedBy.test}: ${verdict}`);
  return found;
}

function namesOf(defects: readonly Defect[]): string {
  return defects.map(({ name }) => name).join(', ');
}

function since(start: number): string {
  return `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}
