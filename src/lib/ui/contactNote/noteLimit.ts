// A note is what everybody should know, not an archive; and what one person writes offline must go to the relay in one
// update (MERGED_UPDATE_MAX), formats included.

import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

/** Characters, with a few for each paragraph and item: about four pages. */
export const NOTE_MAX = 10_000;

/** @param tell whether the last thing that was to be written here would not fit */
export function noteLimit(tell: (full: boolean) => void): Extension {
  return Extension.create({
    name: 'noteLimit',
    addProseMirrorPlugins: () => [
      new Plugin({
        filterTransaction: (transaction, { doc }) => {
          // Several who write at once may go past it together: then it can only become shorter.
          const isOthers = transaction.getMeta(ySyncPluginKey) !== undefined;
          if (!transaction.docChanged || isOthers) return true;
          const size = transaction.doc.content.size;
          const fits = size <= NOTE_MAX || size <= doc.content.size;
          tell(!fits);
          return fits;
        },
      }),
    ],
  });
}
