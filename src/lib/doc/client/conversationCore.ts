// One open conversation, without any framework: its thread, what is on its way for it, whether it may still be read.

import { accessEndsAt, accessOf, type Access } from '../../rules/access.ts';
import type { Card } from '../../rules/conversation.ts';
import type { Directory } from '../../rules/directory.ts';
import { entryOf, type ConversationId } from '../../rules/ids.ts';
import { threadName, type DocumentName } from '../names.ts';
import { NoteCore } from './noteCore.ts';
import type { OpenDocument } from './open.ts';
import { PresenceCore } from './presence.ts';
import { ThreadLines } from './threadLines.ts';
import type { Blocked, Ended, Pending, TimelineLine } from './views.ts';
import type { WorkspaceCore } from './workspaceCore.ts';

export class ConversationCore {
  readonly id: ConversationId;
  /** Who else is here. */
  readonly presence: PresenceCore;
  readonly #workspace: WorkspaceCore;
  readonly #name: DocumentName;
  readonly #off: () => void;
  readonly #unconfirmed = new ThreadLines();
  #document: OpenDocument | null = null;
  /** The newest seq that was known when access ended. */
  #endedSeq = -1;
  #endedUnder: Directory | null = null;
  #closed = false;

  constructor(workspace: WorkspaceCore, id: ConversationId) {
    this.#workspace = workspace;
    this.id = id;
    this.#name = threadName(workspace.workspace, id);
    this.presence = new PresenceCore(workspace.meId, workspace.session.environment);
    this.#off = workspace.subscribe('content', () => this.#follow());
    this.#follow();
  }

  subscribe(listener: () => void): () => void {
    return this.#workspace.subscribe('content', listener);
  }

  get card(): Card | null {
    return this.#workspace.card(this.id);
  }
  get pending(): Pending | null {
    const forecast = this.#workspace.forecaster.forecast(this.id);
    return forecast && forecast.commands.length > 0 ? forecast : null;
  }
  get access(): Access {
    const { card } = this;
    const { directory, meId, now, rows } = this.#workspace;
    return card ? rows.access(card, directory, meId, now) : [];
  }
  get accessEndsAt(): number {
    const { card } = this;
    return card ? accessEndsAt(card, this.access, this.#workspace.meId) : 0;
  }
  get timeline(): readonly TimelineLine[] {
    const predicted = this.#workspace.forecaster.forecast(this.id)?.lines ?? NONE;
    const lines = this.#workspace.forecaster.thread(this.id) ?? this.#unconfirmed;
    return lines.with(predicted);
  }
  get blocked(): readonly Blocked[] {
    return this.#workspace.forecaster.forecast(this.id)?.blocked ?? NONE;
  }
  get ended(): Ended | null {
    return this.#document?.ended ?? this.#lapsed();
  }
  get synced(): boolean {
    return this.#document?.synced ?? false;
  }
  get known(): boolean {
    return this.#document ? this.#document.known : this.card !== null;
  }

  openNote(): NoteCore {
    return new NoteCore(this.#workspace, this.id);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.presence.close();
    this.#off();
    if (this.#document) this.#workspace.session.documents.release(this.#name);
  }

  /** Opens the thread once the relay can know of it, and again when access comes back after it had ended. */
  #follow(): void {
    const confirmed = this.#workspace.forecaster.confirmed(this.id);
    if (!this.#document) {
      // Started here and not decided: asking for it now would be answered with "not found".
      if (!confirmed && this.card) return;
      this.#document = this.#workspace.session.documents.acquire(this.#name);
      this.presence.attach(this.#document);
      return;
    }
    const { directory } = this.#workspace.session.inboxes;
    if (!this.#document.ended) {
      this.#endedSeq = Math.max(this.#endedSeq, confirmed?.seq ?? -1);
      this.#endedUnder = directory;
    } else if (confirmed && !this.#lapsed() && this.#mayBeBack(confirmed, directory)) {
      this.#endedUnder = directory;
      this.#document.reopen();
    }
  }

  /** Something new is known of it, or another role or team of mine gives access to what it was. */
  #mayBeBack(confirmed: Card, directory: Directory): boolean {
    if (confirmed.seq > this.#endedSeq) return true;
    const { meId, now } = this.#workspace;
    return directory !== this.#endedUnder && accessOf(confirmed, directory, meId, now).length > 0;
  }

  /** A mention of mine that is over by our own reckoning, before the relay has said so. */
  #lapsed(): Ended | null {
    const { forecaster, meId, now } = this.#workspace;
    const card = forecaster.confirmed(this.id);
    const guest = card && entryOf(card.guests, meId);
    if (!guest || now < guest.until || this.access.length > 0) return null;
    return { reason: 'mention-lapsed', at: guest.until };
  }
}

const NONE: readonly never[] = [];
