// The editor of a contact note as its toolbar sees it: tiptap over the note's own Yjs fragment.

import { Editor, Extension } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { createSubscriber } from 'svelte/reactivity';
import { noteCarets, type CaretOptions } from './noteCarets.ts';
import { noteLimit } from './noteLimit.ts';
import { safeHref } from './noteLinks.ts';
import { noteSchema } from './noteSchema.ts';
import type { ContactNote } from '#lib/doc/client/note.svelte.ts';

export interface NoteEditorOptions extends Pick<CaretOptions, 'directory'> {
  element: HTMLElement;
  note: ContactNote;
  /** The field's name for screen readers. */
  label: string;
  /** The key for links was pressed. */
  askForLink: () => void;
}

export type Format = 'bold' | 'italic' | 'bulletList' | 'orderedList';

export class NoteEditor {
  readonly #editor: Editor;
  readonly #changed: () => void;
  #full = $state(false);

  constructor({ element, note, label, directory, askForLink }: NoteEditorOptions) {
    this.#editor = new Editor({
      element,
      // Until the note is there. Not text: Tiptap would parse it as HTML, which the page's policy (Trusted Types) refuses.
      content: { type: 'doc', content: [{ type: 'paragraph' }] },
      // The page's policy allows no style element; what it would hold is in NoteText.svelte.
      injectCSS: false,
      extensions: [
        ...noteSchema(),
        Collaboration.configure({ fragment: note.fragment }),
        noteCarets({ awareness: note.awareness, directory }),
        noteLimit((full) => (this.#full = full)),
        linkKey(askForLink),
      ],
      editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label } },
    });
    this.#changed = createSubscriber((update) => {
      this.#editor.on('transaction', update);
      return () => this.#editor.off('transaction', update);
    });
  }

  /** What was last written would have been too much. */
  get full(): boolean {
    return this.#full;
  }
  get isEmpty(): boolean {
    this.#changed();
    return this.#editor.isEmpty;
  }
  get canUndo(): boolean {
    this.#changed();
    return this.#editor.can().undo();
  }
  get canRedo(): boolean {
    this.#changed();
    return this.#editor.can().redo();
  }
  /** Where the link at the caret leads; null if there is none, or it leads nowhere. */
  get link(): string | null {
    this.#changed();
    return safeHref(this.#editor.getAttributes('link')['href']);
  }
  isActive(format: Format | 'link'): boolean {
    this.#changed();
    return this.#editor.isActive(format);
  }

  toggle(format: Format): void {
    const chain = this.#editor.chain().focus();
    switch (format) {
      case 'bold':
        return void chain.toggleBold().run();
      case 'italic':
        return void chain.toggleItalic().run();
      case 'bulletList':
        return void chain.toggleBulletList().run();
      case 'orderedList':
        return void chain.toggleOrderedList().run();
    }
  }
  undo(): void {
    this.#editor.chain().focus().undo().run();
  }
  redo(): void {
    this.#editor.chain().focus().redo().run();
  }

  /** Links the selection or the link at the caret; with neither, puts the address itself there. */
  setLink(href: string): void {
    const chain = this.#editor.chain().focus().extendMarkRange('link');
    const isBare = this.#editor.state.selection.empty && !this.#editor.isActive('link');
    if (!isBare) return void chain.setLink({ href }).run();
    const text = href.replace(/^(mailto:|https?:\/\/)/, '').replace(/\/$/, '');
    chain.insertContent([{ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] }]).run();
  }
  removeLink(): void {
    this.#editor.chain().focus().extendMarkRange('link').unsetLink().run();
  }

  focus(): void {
    this.#editor.commands.focus();
  }
  destroy(): void {
    this.#editor.destroy();
  }
}

function linkKey(ask: () => void): Extension {
  const pressed = (): boolean => {
    ask();
    return true;
  };
  return Extension.create({ name: 'linkKey', addKeyboardShortcuts: () => ({ 'Mod-k': pressed }) });
}
