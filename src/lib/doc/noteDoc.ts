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
  const last = read(noteFragment(doc));
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
