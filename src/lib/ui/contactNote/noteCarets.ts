// Other people's carets and selections in the note. Their names come from the relay by the client id, never from what a
// client says of itself; colours are those of their avatars, set without any style attribute.

import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { DecorationAttrs } from '@tiptap/pm/view';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import type { Directory } from '#lib/rules/directory.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import { toneOf } from '../person.ts';

export interface CaretOptions {
  awareness: Awareness;
  directory: () => Directory;
}

interface Writer {
  name: string;
  /** A colour of app.css. */
  tone: string;
}

/** A member's own caret on another device is shown too: it is not where they are looking. */
export function noteCarets({ awareness, directory }: CaretOptions): Extension {
  const writerOf = (clientId: number): Writer => {
    const state: unknown = awareness.getStates().get(clientId);
    const id = memberIn(state);
    const member = id === null ? undefined : directory().members[id];
    return { name: member?.name ?? '', tone: `var(--${toneOf(member?.colour ?? 0).slice('bg-'.length)})` };
  };
  return Extension.create({
    name: 'noteCarets',
    addProseMirrorPlugins: () => [
      yCursorPlugin(awareness, {
        awarenessStateFilter: (own: number, client: number, state: unknown) =>
          client !== own && memberIn(state) !== null,
        cursorBuilder: (_user: unknown, clientId: number) => caretOf(writerOf(clientId)),
        selectionBuilder: (_user: unknown, clientId: number) => selectionOf(writerOf(clientId)),
      }) as Plugin,
      new Plugin({ view: () => ({ update: ({ dom }) => turnNames(dom) }) }),
    ],
  });
}

function memberIn(state: unknown): MemberId | null {
  const hasMember = typeof state === 'object' && state !== null && 'member' in state;
  return hasMember && typeof state.member === 'string' ? state.member : null;
}

function caretOf({ name, tone }: Writer): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'note-caret';
  // Through the CSSOM: the page's policy lets no style attribute in.
  caret.style.setProperty('--tone', tone);
  // Not part of the text that is read out; who else writes stands above the note.
  caret.setAttribute('aria-hidden', 'true');
  const label = document.createElement('span');
  label.className = 'note-caret-name';
  label.textContent = name;
  caret.append(label);
  return caret;
}

function selectionOf({ tone }: Writer): DecorationAttrs {
  return { class: 'note-selection', style: `--tone: ${tone}` };
}

/** A name beside a caret at the right edge would be cut off: it goes to the left. */
function turnNames(editor: HTMLElement): void {
  for (const caret of editor.querySelectorAll<HTMLElement>('.note-caret')) {
    caret.classList.toggle('turned', caret.offsetLeft > editor.clientWidth / 2);
  }
}
