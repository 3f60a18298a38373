// Runs checks of the list in the copy. Vitest is started once and asked again and again, because starting it takes longer than
// most checks do; each check has a new process, so none sees a module of the one before.

import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createVitest, type TestCase, type TestSpecification, type Vitest } from 'vitest/node';
import type { Check } from './defect.ts';

/** Nobody waits longer to hear of a defect; what hangs by then has not been noticed. */
const LIMIT_MS = 60_000;

/** Mute: there is no such test, or its module does not load. It says nothing then. */
export type Verdict = 'passed' | 'failed' | 'mute';

export class Checker {
  readonly #folder: string;
  readonly #vitest: Vitest;

  private constructor(folder: string, vitest: Vitest) {
    this.#folder = folder;
    this.#vitest = vitest;
  }

  static async open(folder: string): Promise<Checker> {
    // As Vitest's own command does, for vite.config.ts.
    process.env['VITEST'] = 'true';
    const vitest = await createVitest(
      { root: folder, watch: false, reporters: [{}] },
      {},
      { stdout: nowhere() },
    );
    await vitest.standalone();
    return new Checker(folder, vitest);
  }

  /**
   * What each says of the copy as it is now.
   *
   * @throws if one does not come to an end: each test has a limit, but what never waits never meets it
   */
  async run(checks: readonly Check[]): Promise<Map<Check, Verdict>> {
    const files = Map.groupBy(checks, ({ file }) => file);
    const specifications = [...files].map(([file, those]) => this.#specification(file, those));
    const { testModules } = await inTime(this.#vitest.runTestSpecifications(specifications));
    const tests = testModules.flatMap((module) => [...module.children.allTests()]);
    return new Map(checks.map((check) => [check, verdictOf(check, tests, this.#folder)]));
  }

  /** A file of the copy was written. */
  changed(file: string): void {
    this.#vitest.invalidateFile(join(this.#folder, file));
  }

  async close(): Promise<void> {
    await this.#vitest.close();
  }

  #specification(file: string, checks: readonly Check[]): TestSpecification {
    const project = this.#vitest.getProjectByName(file.split('/')[1] ?? '');
    const testNamePattern = new RegExp(checks.map(({ test }) => escape(test)).join('|'));
    return project.createSpecification(join(this.#folder, file), { testNamePattern });
  }
}

/** Where what the tests print goes: they are the list's, and have said it in a run of their own. */
function nowhere(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}

function verdictOf({ file, test }: Check, tests: readonly TestCase[], folder: string): Verdict {
  const states = tests
    .filter((one) => one.module.moduleId === join(folder, file) && nameOf(one).includes(test))
    .map((one) => one.result().state);
  if (states.includes('failed')) return 'failed';
  if (states.includes('passed')) return 'passed';
  return 'mute';
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const limit = setTimeout(() => {
    reject(new Error(`a check came to no end within ${LIMIT_MS / 1_000} s`));
  }, LIMIT_MS);
  return Promise.race([work, late]).finally(() => {
    clearTimeout(limit);
  });
}

/** As Vitest compares it with a pattern. */
function nameOf({ fullName }: TestCase): string {
  return fullName.replaceAll(' > ', ' ');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
