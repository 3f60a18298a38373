// The two files of suspects.ts in the data folder.

import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { SuspectDisk } from '../suspects.ts';
import { suspectFiles } from './dataFolder.ts';

/** @param problem told of a file that cannot be used: the relay serves without it, and counts no crashes then */
export function openSuspectDisk(
  folder: string,
  problem: (what: string, error: unknown) => void,
): SuspectDisk {
  const files = suspectFiles(folder);
  const attempt = <T>(task: () => T): T | null => {
    try {
      return task();
    } catch (error) {
      problem('suspects', error);
      return null;
    }
  };
  const deciding = attempt(() => openSync(files.deciding, constants.O_RDWR | constants.O_CREAT, 0o600));
  return {
    deciding: (deciding !== null && attempt(() => readFileSync(deciding, 'utf8'))) || '',
    suspects: readIfThere(files.suspects, attempt),
    note: (line) => {
      if (deciding === null) return;
      try {
        writeSync(deciding, line, 0);
      } catch {
        // No room: the commit says so, of all that it concerns.
      }
    },
    keep: (suspects) =>
      attempt(() => {
        writeFileSync(`${files.suspects}.part`, suspects, { mode: 0o600 });
        renameSync(`${files.suspects}.part`, files.suspects);
      }),
    close: () => (deciding === null ? undefined : closeSync(deciding)),
  };
}

function readIfThere(file: string, attempt: <T>(task: () => T) => T | null): string {
  return existsSync(file) ? (attempt(() => readFileSync(file, 'utf8')) ?? '') : '';
}
