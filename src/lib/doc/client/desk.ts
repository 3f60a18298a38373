// What only this device knows, in a document of its own that no relay ever sees: commands that must not be in the outbox
// yet, and texts that are still being typed. All tabs of the browser share it.

import type * as Y from 'yjs';
import type { Attachment } from '../../rules/conversation.ts';
import type { AttachmentId } from '../../rules/ids.ts';
import type { Draft } from '../schema.ts';
import type { Replica } from './replica.ts';

/**
 * `ask`: it waited too long to be sent unasked. `room`: the outbox is full, it follows by itself. `files`: the files that it
 * shows are not with the relay yet, or those of something before it are not.
 */
export interface Aside {
  command: { id: string; attachments?: Attachment[] };
  why: 'ask' | 'room' | 'files';
  /** The device's clock, epoch milliseconds. */
  at: number;
}

const ASIDE = 'aside';
const DRAFTS = 'drafts';

/** All that is on a desk. */
export function readDesk(doc: Y.Doc): { asides: Aside[]; drafts: Map<string, Draft> } {
  return {
    asides: doc.getArray<Aside>(ASIDE).toArray(),
    drafts: new Map(doc.getMap<Draft>(DRAFTS).entries()),
  };
}

export class Desk {
  readonly #replica: Pick<Replica, 'doc' | 'stored'>;

  constructor(replica: Pick<Replica, 'doc' | 'stored'>) {
    this.#replica = replica;
  }

  aside(): Aside[] {
    return readDesk(this.#replica.doc).asides;
  }

  setAside(asides: Aside[]): void {
    this.#asides().push(asides);
  }

  /** @returns how many there were */
  takeBack(gone: (aside: Aside) => boolean): number {
    const asides = this.#asides();
    const all = asides.toArray();
    let removed = 0;
    this.#replica.doc.transact(() => {
      for (let index = all.length - 1; index >= 0; index -= 1) {
        const aside = all[index];
        if (!aside || !gone(aside)) continue;
        asides.delete(index);
        removed += 1;
      }
    });
    return removed;
  }

  /** Texts that are not in the outbox yet, by `draftKey`. */
  drafts(): Map<string, Draft> {
    return readDesk(this.#replica.doc).drafts;
  }

  keepDraft(key: string, draft: Draft): void {
    this.#drafts().set(key, draft);
  }

  /** Forgets the text if it is still the one that was sent on. */
  forgetDraft(key: string, sent: string): void {
    if (this.#drafts().get(key)?.text === sent) this.#drafts().delete(key);
  }

  stored(): Promise<boolean> {
    return this.#replica.stored();
  }

  #asides(): Y.Array<Aside> {
    return this.#replica.doc.getArray<Aside>(ASIDE);
  }

  #drafts(): Y.Map<Draft> {
    return this.#replica.doc.getMap<Draft>(DRAFTS);
  }
}

/** Files that something on a desk shows. */
export function filesIn(desk: Pick<Desk, 'aside'>): ReadonlySet<AttachmentId> {
  return new Set(desk.aside().flatMap(({ command }) => (command.attachments ?? []).map(({ id }) => id)));
}
