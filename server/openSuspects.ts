// Opens the count of commands that ended the process, and tells the operator of the newest.

import { openSuspectDisk } from './log/suspectDisk.ts';
import type { Logger } from './logger.ts';
import type { Meter } from './meter.ts';
import { Suspects } from './suspects.ts';

export function openSuspects(
  folder: string,
  parts: { logger: Logger; meter: Meter; problem: (what: string, error: unknown) => void },
): Suspects {
  const suspects = new Suspects(openSuspectDisk(folder, parts.problem));
  const { newest } = suspects;
  if (newest) {
    const isSetAside = suspects.isPoison(newest.workspace, newest.command);
    parts.logger.error({ part: 'relay', what: 'ended while deciding', ...newest, isSetAside });
    parts.meter.failed('process');
  }
  return suspects;
}
