// A line of a small file that is written without waiting for the disk: whoever reads it can tell whether it is whole.

import { crc32 } from 'node:zlib';

export function checkedLine(body: string): string {
  return `${crc32(body)} ${body}`;
}

/** Its body; null for what was never written, or not to its end. */
export function readCheckedLine(line: string): string | null {
  const space = line.indexOf(' ');
  const body = line.slice(space + 1).trimEnd();
  return space >= 0 && String(crc32(body)) === line.slice(0, space) ? body : null;
}
