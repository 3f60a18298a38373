// What a contact note is made of: paragraphs, lists, bold, italic, links. Whatever else is pasted becomes one of these, and
// what a mark or node may carry is named here, so that no colleague's client can bring in a class or a style.

import type { Extensions } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Italic } from '@tiptap/extension-italic';
import { Link } from '@tiptap/extension-link';
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';
import { safeHref } from './noteLinks.ts';

/** An address and nothing else; where it may not lead, its text stays and leads nowhere. */
const NoteLink = Link.extend({
  // What is written behind a link is no part of it.
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  renderHTML({ HTMLAttributes }) {
    const href = safeHref(HTMLAttributes['href']);
    if (href === null) return ['span', 0];
    return ['a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, 0];
  },
}).configure({
  isAllowedUri: (url) => safeHref(url) !== null,
  defaultProtocol: 'https',
  // A click puts the caret there, as everywhere in a text; the bar above the note then leads on.
  openOnClick: false,
});

/** Tab leaves the note, as it leaves any other field; brackets move an item in and out. */
const NoteListItem = ListItem.extend({
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      'Mod-]': () => this.editor.commands.sinkListItem(this.name),
      'Mod-[': () => this.editor.commands.liftListItem(this.name),
    };
  },
});

/** `1.` and no other beginning: the first number is an attribute that nobody can see they change. */
const NoteOrderedList = OrderedList.extend({ addAttributes: () => ({}) });

export function noteSchema(): Extensions {
  return [
    Document,
    Paragraph,
    Text,
    HardBreak,
    Bold,
    Italic,
    BulletList,
    NoteOrderedList,
    NoteListItem,
    ListKeymap,
    NoteLink,
  ];
}
