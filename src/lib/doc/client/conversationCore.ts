// One open conversation, without any framework: its thread, what is on its way for it, whether it may still be read.

import type * as Y from 'yjs';
import type { Access } from '../../rules/access.ts';
import type { Card } from '../../rules/conversation.ts';
import type { ConversationId } from '../../rules/ids.ts';
import type { Blocked, Ended, Pending, TimelineLine } from './views.ts';
import type { WorkspaceCore } from './workspaceCore.ts';

/** Bodies follow. */
export class ConversationCore {
  readonly id: ConversationId;
  readonly workspace: WorkspaceCore;

  constructor(workspace: WorkspaceCore, id: ConversationId) {
    this.workspace = workspace;
    this.id = id;
  }

  subscribe(_listener: () => void): () => void {
    return () => undefined;
  }
  get card(): Card | null {
    return null;
  }
  get pending(): Pending | null {
    return null;
  }
  get access(): Access {
    return [];
  }
  get accessEndsAt(): number {
    return Infinity;
  }
  get timeline(): readonly TimelineLine[] {
    return [];
  }
  get blocked(): readonly Blocked[] {
    return [];
  }
  get ended(): Ended | null {
    return null;
  }
  get synced(): boolean {
    return false;
  }
  get known(): boolean {
    return false;
  }
  openNote(): NoteCore {
    throw new Error('not built yet');
  }
  close(): void {}
}

/** The contact note, for the editor alone. */
export interface NoteCore {
  readonly fragment: Y.XmlFragment;
  readonly synced: boolean;
  readonly ended: Ended | null;
  subscribe(listener: () => void): () => void;
  close(): void;
}
