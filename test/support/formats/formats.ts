// Databases of every earlier format, each written by the relay of its time with its demo, packed. Nothing about them is made by
// the code of today. A new format gets one of the format before it: `VACUUM INTO` of a demo that ran for a moment.

import { readFileSync, writeFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { databaseFile } from '../../../server/log/dataFolder.ts';

export const FORMATS = [
  { format: 1, records: 108 },
  { format: 2, records: 108 },
  { format: 3, records: 134 },
];

/** Puts the database of a format into a data folder. */
export function unpack(format: number, folder: string): string {
  const packed = readFileSync(new URL(`${format}.sqlite.br`, import.meta.url));
  writeFileSync(databaseFile(folder), brotliDecompressSync(packed));
  return folder;
}
