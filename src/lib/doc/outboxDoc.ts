// Commands on their way: `{w}/outbox/{member}/{device}`, and the visitor's `{w}/doorstep/{visitor}/{device}`. The device
// appends; the relay deletes an entry with the commit that decides it; the device may take back what is not yet decided.

import type * as Y from 'yjs';
import { ROOT } from './schema.ts';

/** The entries as they stand. What a device wrote is not trusted: the relay parses each before it decides it. */
export function readCommands(doc: Y.Doc): unknown[] {
  return doc.getArray<unknown>(ROOT.commands).toArray();
}

export function appendCommand(doc: Y.Doc, command: object): void {
  doc.getArray<unknown>(ROOT.commands).push([command]);
}

/** Writes what stands in one outbox into another, in order. */
export function copyCommands(from: Y.Doc, to: Y.Doc): void {
  to.getArray<unknown>(ROOT.commands).push(readCommands(from));
}

/** Deletes the entries that `gone` names; returns how many there were. */
export function removeCommands(doc: Y.Doc, gone: (entry: unknown) => boolean): number {
  const commands = doc.getArray<unknown>(ROOT.commands);
  const entries = commands.toArray();
  let removed = 0;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    if (!gone(entries[index])) continue;
    commands.delete(index);
    removed += 1;
  }
  return removed;
}

/** The id of an entry, if it has one. */
export function entryId(entry: unknown): string | null {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : null;
  return typeof id === 'string' ? id : null;
}
