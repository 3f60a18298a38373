// What a planted defect is (docs/testing.md).

export interface Defect {
  name: string;
  /** From the top of the project. */
  file: string;
  /** Found exactly once in the file, or the list is out of date. */
  find: string;
  replace: string;
  noticedBy: Check;
}

/** One test, by a part of its name that no other test of the file has. */
export interface Check {
  /** test/<project>/….test.ts */
  file: string;
  test: string;
}
