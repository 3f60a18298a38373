// What people do in the contact note's own editor: its schema, ProseMirror's commands and y-tiptap's way of writing into
// Yjs, without a browser.

import { getSchema } from '@tiptap/core';
import { lift, splitBlock, toggleMark, wrapIn } from '@tiptap/pm/commands';
import { Fragment, Slice, type Node, type Schema } from '@tiptap/pm/model';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from '@tiptap/pm/schema-list';
import { EditorState, TextSelection, type Command, type Transaction } from '@tiptap/pm/state';
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import { noteSchema } from '#lib/ui/contactNote/noteSchema.ts';
import type { Random, Traffic } from './honestTraffic.ts';

const schema: Schema = getSchema(noteSchema());
const WORDS = ['halo', ' kopi', ' 👋🏽', ' ünder', ' 漢字', ' susu', ' https://toko.example', 'a'];
const HREFS = ['https://toko.example/gear', 'mailto:budi@toko.example', 'http://localhost:1/'];
const bold = schema.marks['bold']!;
const italic = schema.marks['italic']!;
const link = schema.marks['link']!;
const listItem = schema.nodes['listItem']!;

export const typing: Traffic = { act: edit };

function edit(doc: Y.Doc, random: Random): void {
  const note = doc.getXmlFragment('note');
  const { doc: node, meta } = initProseMirrorDoc(note, schema);
  const begun = filled(node);
  const state = EditorState.create({ doc: begun, selection: anywhere(begun, random) });
  let after: Transaction | null = null;
  actionOf(random)(state, (transaction) => (after = transaction));
  const changed = after as Transaction | null;
  if (changed?.docChanged) {
    doc.transact(() => updateYFragment(doc, note, changed.doc, meta));
  }
}

/** An editor shows an empty note as one empty paragraph. */
function filled(node: Node): Node {
  return node.childCount > 0 ? node : schema.topNodeType.createAndFill()!;
}

function anywhere(node: Node, random: Random): TextSelection {
  const at = (): number => wholeCharacter(node, Math.floor(random() * (node.content.size + 1)));
  const anchor = at();
  const head = random() < 0.5 ? anchor : at();
  const found = TextSelection.between(node.resolve(anchor), node.resolve(head));
  return found instanceof TextSelection ? found : TextSelection.create(node, 1);
}

/** Nobody can put a caret into the middle of a character. */
function wholeCharacter(node: Node, at: number): number {
  const before = node.textBetween(Math.max(0, at - 1), at);
  return /[\uD800-\uDBFF]$/.test(before) ? at - 1 : at;
}

function actionOf(random: Random): Command {
  const word = pick(WORDS, random);
  const actions: [number, Command][] = [
    [8, (state, dispatch) => (dispatch?.(state.tr.insertText(word)), true)],
    [2, (state, dispatch) => (dispatch?.(state.tr.deleteSelection()), true)],
    [2, toggleMark(random() < 0.5 ? bold : italic)],
    [1, toggleMark(link, { href: pick(HREFS, random) })],
    [2, (state, dispatch) => splitListItem(listItem)(state, dispatch) || splitBlock(state, dispatch)],
    [1, wrapInList(schema.nodes[random() < 0.5 ? 'bulletList' : 'orderedList']!)],
    [1, sinkListItem(listItem)],
    [1, liftListItem(listItem)],
    [1, (state, dispatch) => (dispatch?.(state.tr.replaceSelection(pasted(random))), true)],
    [
      1,
      (state, dispatch) => (
        dispatch?.(state.tr.replaceSelectionWith(schema.nodes['hardBreak']!.create())),
        true
      ),
    ],
    [1, (state, dispatch) => wrapIn(schema.nodes['bulletList']!)(state, dispatch) || lift(state, dispatch)],
  ];
  let dice = random() * actions.reduce((sum, [weight]) => sum + weight, 0);
  return actions.find(([weight]) => (dice -= weight) < 0)![1];
}

function pasted(random: Random): Slice {
  const text = (): Node =>
    schema.text(
      pick(WORDS, random),
      random() < 0.3 ? [bold.create(), link.create({ href: pick(HREFS, random) })] : [],
    );
  const paragraph = (): Node => schema.nodes['paragraph']!.create(null, [text(), text()]);
  const list = schema.nodes['orderedList']!.create(null, [
    listItem.create(null, [paragraph()]),
    listItem.create(null, [paragraph(), paragraph()]),
  ]);
  return new Slice(Fragment.from([paragraph(), list, paragraph()]), 1, 1);
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[Math.floor(random() * all.length)]!;
}
