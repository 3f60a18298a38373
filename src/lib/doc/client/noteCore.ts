// The contact note of one conversation, for its editor alone: nothing else reads what stands in it.

import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { ConversationId, MemberId } from '../../rules/ids.ts';
import { noteName, type DocumentName } from '../names.ts';
import { noteFragment } from '../noteDoc.ts';
import { JUST_HERE } from '../presence.ts';
import type { Documents } from './documents.ts';
import type { OpenDocument } from './open.ts';
import type { Ended } from './views.ts';
import type { WorkspaceCore } from './workspaceCore.ts';

export class NoteCore {
  readonly #documents: Documents;
  readonly #name: DocumentName;
  readonly #document: OpenDocument;
  readonly #me: MemberId;

  constructor(workspace: WorkspaceCore, id: ConversationId) {
    this.#documents = workspace.session.documents;
    this.#me = workspace.meId;
    this.#name = noteName(workspace.workspace, id);
    this.#document = this.#documents.acquire(this.#name);
    this.#document.present(JUST_HERE);
  }

  /** What the editor binds to. Another object after access ended: an editor of the one before must go. */
  get fragment(): Y.XmlFragment {
    return noteFragment(this.#document.doc);
  }
  /** Carets of everybody who has it open. */
  get awareness(): Awareness {
    return this.#document.awareness;
  }
  /** True once the device's copy has been read: before, an editor would show an empty note. */
  get loaded(): boolean {
    return this.#document.loaded;
  }
  /** True while everything the relay has is here. */
  get synced(): boolean {
    return this.#document.synced;
  }
  /** False while this device has never had it. */
  get known(): boolean {
    return this.#document.known;
  }
  /** The relay does not take what was written here, and would not take it later either. */
  get stuck(): boolean {
    return this.#document.stuck;
  }
  get ended(): Ended | null {
    return this.#document.ended;
  }
  /** Other members whose caret is in the note, by id. */
  get editing(): MemberId[] {
    const all = [...this.awareness.getStates().values()].map(writerIn);
    return [...new Set(all)].filter((id) => id !== null && id !== this.#me).sort() as MemberId[];
  }

  subscribe(listener: () => void): () => void {
    const offs = [this.#document.subscribe(listener), this.#document.onMet(listener)];
    return () => offs.forEach((off) => off());
  }

  close(): void {
    this.#document.present(null);
    this.#documents.release(this.#name);
  }
}

function writerIn(state: Record<string, unknown>): MemberId | null {
  const { member, cursor } = state;
  return typeof member === 'string' && cursor ? member : null;
}
