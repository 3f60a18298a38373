// An open contact note as its editor sees it; see workspace.svelte.ts.

import { createSubscriber } from 'svelte/reactivity';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { MemberId } from '../../rules/ids.ts';
import type { NoteCore } from './noteCore.ts';

/** `closed`: access ended. `stuck`: the relay will not take what was written here. */
export type NoteState = 'loading' | 'open' | 'stuck' | 'closed';

export class ContactNote {
  readonly #core: NoteCore;
  readonly #changed: () => void;

  constructor(core: NoteCore) {
    this.#core = core;
    this.#changed = createSubscriber((update) => core.subscribe(update));
  }

  get state(): NoteState {
    this.#changed();
    if (this.#core.ended) return 'closed';
    if (this.#core.stuck) return 'stuck';
    return this.#core.loaded ? 'open' : 'loading';
  }
  /** False while this device has nothing of it: what is written now joins what the relay has. */
  get known(): boolean {
    this.#changed();
    return this.#core.known;
  }
  /** Other members whose caret is in it. */
  get editing(): readonly MemberId[] {
    this.#changed();
    return this.#core.editing;
  }
  /** What the editor binds to, and the carets of everybody. */
  get fragment(): Y.XmlFragment {
    return this.#core.fragment;
  }
  get awareness(): Awareness {
    return this.#core.awareness;
  }
  close(): void {
    this.#core.close();
  }
}
