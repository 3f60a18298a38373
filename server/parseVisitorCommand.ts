// A visitor's commands as they come out of a doorstep.

import * as v from 'valibot';
import type { VisitorCommand } from '#lib/doc/schema.ts';
import { parseEntry, type Parsed } from './parseCommand.ts';
import { attachments, contactName, instant, name, saysSomething, text, uuid } from './parseParts.ts';

export const visitorCommandSchema = v.variant('kind', [
  v.pipe(
    v.strictObject({
      id: uuid,
      kind: v.literal('say'),
      name: contactName,
      text,
      attachments,
      written: instant,
    }),
    v.check((said) => saysSomething(said)),
  ),
  v.strictObject({ id: uuid, kind: v.literal('introduce'), name, written: instant }),
]);

/** Reads one entry of a doorstep. Never throws, whatever it is. */
export function parseVisitorCommand(entry: unknown): Parsed<VisitorCommand> {
  return parseEntry(visitorCommandSchema, entry);
}
