// A copy of the project in a temporary folder, to plant defects in. Packages are the project's own, by links.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Defect } from './defect.ts';

/** What no test of the list reads, or what must not be shared with the project. */
const LEFT_OUT = new Set(['node_modules', '.git', 'build', 'data', 'test-results', 'playwright-report']);

export class WorkingCopy {
  readonly folder: string;

  constructor(project: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'estafet-defects-'));
    for (const name of readdirSync(project)) {
      if (!LEFT_OUT.has(name)) cpSync(join(project, name), join(this.folder, name), { recursive: true });
    }
    linkPackages(join(project, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** What is wrong with a defect of the list, in words; null if it fits the code as it is. */
  misfit({ file, find, replace }: Defect): string | null {
    const times = this.#read(file).split(find).length - 1;
    if (times !== 1) return `what it replaces is ${times} times in ${file}`;
    return find === replace ? 'it changes nothing' : null;
  }

  /** @returns puts the file back as it was */
  plant({ file, find, replace }: Defect): () => void {
    const before = this.#read(file);
    // A function, because `$` means something in a replacement.
    this.#write(
      file,
      before.replace(find, () => replace),
    );
    return () => this.#write(file, before);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }
}

/** Each by itself: what tools remember in node_modules stays the project's. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (!basename(name).startsWith('.') || name === '.bin') symlinkSync(join(from, name), join(to, name));
  }
}
