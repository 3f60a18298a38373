// What people do in a contact note, as the editor writes it: paragraphs and headings, text with marks, undo.

import * as Y from 'yjs';
import type { Random, Traffic } from './honestTraffic.ts';

const WORDS = ['halo', ' kopi', ' 👋🏽', ' ünder', ' 漢字', '\n', ' susu'];

export const writing: Traffic = {
  act(doc, random) {
    const note = doc.getXmlFragment('note');
    doc.transact(() => {
      if (note.length === 0 || random() < 0.2) return addBlock(note, random);
      if (random() < 0.12) return note.delete(Math.floor(random() * note.length), 1);
      const text = pickText(note, random);
      if (text) editText(text, random);
    });
  },
};

function addBlock(note: Y.XmlFragment, random: Random): void {
  const block = new Y.XmlElement(random() < 0.3 ? 'heading' : 'paragraph');
  if (block.nodeName === 'heading') block.setAttribute('level', 2 as unknown as string);
  const list = random() < 0.2 ? wrapInList(block) : block;
  if (random() < 0.8) block.insert(0, [new Y.XmlText(pick(WORDS, random))]);
  note.insert(Math.floor(random() * (note.length + 1)), [list]);
}

function wrapInList(block: Y.XmlElement): Y.XmlElement {
  const list = new Y.XmlElement('bulletList');
  const item = new Y.XmlElement('listItem');
  item.insert(0, [block]);
  list.insert(0, [item]);
  return list;
}

function editText(text: Y.XmlText, random: Random): void {
  const dice = random();
  const at = boundary(text, Math.floor(random() * (text.length + 1)));
  if (dice < 0.6) return text.insert(at, pick(WORDS, random));
  const length = boundary(text, Math.min(text.length, at + 1 + Math.floor(random() * 5))) - at;
  if (length <= 0) return;
  if (dice < 0.75) return text.delete(at, length);
  const marks = [{ bold: {} }, { bold: null }, { link: { href: 'https://example.org' } }];
  if (dice < 0.97) return text.format(at, length, pick(marks, random));
  const parent = text.parent;
  if (parent instanceof Y.XmlElement) parent.setAttribute('textAlign', pick(['left', 'right'], random));
}

/** Editors never cut a character in half. */
function boundary(text: Y.XmlText, at: number): number {
  const delta = text.toDelta() as { insert: unknown }[];
  const plain = delta.map(({ insert }) => String(insert)).join('');
  const code = plain.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function pickText(note: Y.XmlFragment, random: Random): Y.XmlText | null {
  const texts = [...note.createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[];
  return texts.length === 0 ? null : pick(texts, random);
}

function pick<T>(all: readonly T[], random: Random): T {
  const found = all[Math.floor(random() * all.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
