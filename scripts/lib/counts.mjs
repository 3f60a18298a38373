import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from './run.mjs';

/** How a runner is told to leave its figures in a file, and how they are read from it. */
const runners = {
  vitest: {
    arguments: (file) => ` --reporter=default --reporter=json --outputFile.json='${file}'`,
    environment: () => ({}),
    read: (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  },
  playwright: {
    arguments: () => '',
    environment: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
    read: ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }),
  },
};

/** What to add to a step's command so that its tests can be counted afterwards. */
export function counting(step) {
  const file = join(memory, `${step.name}.json`);
  rmSync(file, { force: true });
  const runner = runners[step.counts];
  return {
    arguments: runner?.arguments(file) ?? '',
    environment: runner?.environment(file) ?? {},
    result: (code) => count(code, runner, file),
  };
}

/** A step counts as one, unless its runner tells. A runner that failed without a failed test has failed once. */
function count(code, runner, file) {
  const asOne = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  if (!runner || !existsSync(file)) return asOne;
  const told = runner.read(JSON.parse(readFileSync(file, 'utf8')));
  return code !== 0 && told.failed === 0 ? { ...told, failed: 1 } : told;
}
