// Takes commands out of an outbox (a member's) or a doorstep (a visitor's), decides each in order and deletes it, all in
// one turn: the entry and its verdict are one commit.

import type * as Y from 'yjs';
import type { DocumentRef } from '#lib/doc/names.ts';
import { readCommands, removeCommands } from '#lib/doc/outboxDoc.ts';
import type { VisitorCommand } from '#lib/doc/schema.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import { decideCommand, decideInput, holdUnreadable, type Desk } from './decisions.ts';
import { shownFiles } from './files/shownFiles.ts';
import { receive } from './incoming.ts';
import { parseCommand } from './parseCommand.ts';
import { safeContent } from './parseJson.ts';
import { saysSomething } from './parseParts.ts';
import { parseVisitorCommand } from './parseVisitorCommand.ts';
import type { Poison } from './poison.ts';
import type { Principal } from './principal.ts';

export interface Outbox {
  name: string;
  /** Whose it is: the author of every record that comes out of it. */
  who: Principal;
}

/** What taking commands needs beside the desk. */
export interface Counter extends Desk {
  document(name: string): Y.Doc;
  change(name: string, write: (doc: Y.Doc) => void): void;
  newId(): string;
  readonly poison: Poison;
  /** False while this sender has to wait. */
  mayDecide(who: Principal): boolean;
}

/** True for the documents that commands come out of. */
export function holdsCommands(ref: DocumentRef): boolean {
  return ref.kind === 'outbox' || ref.kind === 'doorstep';
}

/** Decides what is in the outbox, oldest first. Returns true if some of it has to wait: for the rate limit, or its turn alone. */
export function takeCommands(counter: Counter, { name, who }: Outbox): boolean {
  const entries = readCommands(counter.document(name));
  const decided = new Set<unknown>();
  let seen = 0;
  for (const entry of entries) {
    if (decided.size > 0 && counter.poison.isCareful) break;
    if (!counter.mayDecide(who)) break;
    seen += 1;
    if (who.kind === 'member') decideEntry(counter, who.member, entry);
    else if (!decideVisitorEntry(counter, who, entry)) continue;
    decided.add(entry);
  }
  if (decided.size > 0) counter.change(name, (doc) => removeCommands(doc, (entry) => decided.has(entry)));
  return seen < entries.length;
}

function decideEntry(counter: Counter, actor: MemberId, entry: unknown): void {
  const parsed = parseCommand(entry);
  const { poison } = counter;
  if (parsed.ok && !poison.isOne(parsed.command.id)) {
    const { command } = parsed;
    poison.watch(command.id, () => decideCommand(counter, actor, command));
    return;
  }
  // Its writer gets it back, to copy what they wrote from it.
  const id = parsed.ok ? parsed.command.id : parsed.id;
  const path = parsed.ok ? '' : parsed.path;
  if (parsed.ok) poison.settles(parsed.command.id);
  if (id !== null)
    holdUnreadable(counter, actor, { id, kind: 'unreadable', content: safeContent(entry) }, path);
  // What has no id of its own was written by no client of ours, and there is nobody to answer: it is only removed.
}

type Visitor = Principal & { kind: 'visitor' };

/** False for what stays in the doorstep: a customer has no shelf to have it back on. */
function decideVisitorEntry(counter: Counter, who: Visitor, entry: unknown): boolean {
  const parsed = parseVisitorCommand(entry);
  if (!parsed.ok) return true;
  const { command } = parsed;
  if (counter.poison.isOne(command.id)) return false;
  counter.poison.watch(command.id, () => decideVisitorCommand(counter, who, command));
  return true;
}

function decideVisitorCommand(counter: Counter, who: Visitor, command: VisitorCommand): void {
  const { workspace, channel, visitor } = who;
  const { id, name } = command;
  if (command.kind === 'say') {
    const { text } = command;
    const sender = { kind: 'visitor', workspace, channel, visitor } as const;
    const shown = shownFiles(counter.files, sender, command.attachments);
    // What they say is heard, with those of its files that are here: there is nobody to hold it for.
    const attachments = shown.attachments.filter((file) => shown.stored.has(file.id));
    if (!saysSomething({ text, attachments })) return;
    const said = { channel, address: visitor, contact: { id: visitor, name }, text, attachments };
    receive(counter, { ...said, message: id, command: id }, () => counter.newId());
    return;
  }
  const known = counter.turn.conversationOf(channel, visitor);
  if (known === null) return;
  decideInput(counter, { kind: 'rename-contact', conversation: known, name }, 'contact', id);
}
