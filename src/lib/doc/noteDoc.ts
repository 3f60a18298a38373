// The contact note: one text that several people write at once. What stands in it is the editor's to say.

import * as Y from 'yjs';
import { ROOT } from './schema.ts';

export function noteFragment(doc: Y.Doc): Y.XmlFragment {
  return doc.getXmlFragment(ROOT.note);
}

export function clearNote(doc: Y.Doc): void {
  const note = noteFragment(doc);
  note.delete(0, note.length);
}

/** A long note; a longer one is found by its beginning. */
const TEXT_MAX = 50_000;

/** The plain text of a note, a line for each block; for search. */
export function readNoteText(doc: Y.Doc): string {
  return textOf(noteFragment(doc));
}

/**
 * Adds at the end of a note every block of a given-up copy of it whose text stands in no block of it, so that nothing that was
 * typed there is lost. A block that both have changed is there twice then: which of them is right only people know.
 */
export function addMissingBlocks(from: Y.Doc, to: Y.Doc): void {
  const blocks = (doc: Y.Doc): Y.XmlElement[] =>
    noteFragment(doc)
      .toArray()
      .filter((node) => node instanceof Y.XmlElement);
  const there = new Set(blocks(to).map(textOf));
  const missing = blocks(from).filter((block) => textOf(block) !== '' && !there.has(textOf(block)));
  if (missing.length > 0) noteFragment(to).push(missing.map((block) => block.clone()));
}

function textOf(root: Y.XmlFragment): string {
  const lines: string[] = [];
  let rest = TEXT_MAX;
  const read = (node: Y.XmlFragment): string => {
    let line = '';
    for (const child of node.toArray()) {
      if (rest <= 0) break;
      if (child instanceof Y.XmlText) {
        const text = textIn(child).slice(0, rest);
        rest -= text.length;
        line += text;
      } else if (child instanceof Y.XmlElement) {
        const inner = read(child);
        if (inner !== '') lines.push(inner);
      }
    }
    return line;
  };
  const last = read(root);
  return [...lines, ...(last === '' ? [] : [last])].join('\n');
}

function textIn(text: Y.XmlText): string {
  const delta: unknown = text.toDelta();
  return Array.isArray(delta) ? delta.map(insertedIn).join('') : '';
}

/** What is no text (a line break) separates words all the same. */
function insertedIn(step: unknown): string {
  const inserted = typeof step === 'object' && step !== null && 'insert' in step ? step.insert : null;
  return typeof inserted === 'string' ? inserted : ' ';
}
