// What every adapter of the log has to do.

import { beforeEach } from 'vitest';
import type { Log } from '../../server/log/log.ts';
import { cardSuite } from './cards.suite.ts';
import { chainSuite } from './chain.suite.ts';
import { WORKSPACE } from './commits.ts';
import { erasureSuite } from './erasure.suite.ts';
import { searchSuite } from './search.suite.ts';
import { documentSuite } from './documents.suite.ts';

/** A log with one empty workspace, new for each test. */
export interface Subject {
  log: Log;
  beforeCommit: () => void;
}

/**
 * Registers the suite in the `describe` of one adapter.
 *
 * @param open gives an empty log, and closes and removes it when the test is over
 */
export function logSuite(open: (options: { beforeCommit: () => void }) => Log): void {
  const subject = {} as Subject;
  beforeEach(() => {
    subject.beforeCommit = () => undefined;
    subject.log = open({ beforeCommit: () => subject.beforeCommit() });
    subject.log.beginEpoch(WORKSPACE, { epoch: 1, client: 11 });
  });

  chainSuite(subject);
  cardSuite(subject);
  documentSuite(subject);
  searchSuite(subject);
  erasureSuite(subject);
}
