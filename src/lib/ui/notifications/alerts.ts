// Tells the member what has just happened: a toast while the app is in front, the browser's own notification while it is not.

import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import type { ConversationId } from '#lib/rules/ids.ts';
import type { Notification } from '#lib/rules/notification.ts';
import type { Place } from '../place.svelte.ts';
import type { Reader } from '../reader.svelte.ts';
import type { Toaster } from '../toast/toaster.svelte.ts';
import { AlertDevice } from './alertDevice.ts';
import { alertFor } from './alerting.ts';
import { noticeHref } from './noticeHref.ts';
import { noticeText, type NoticeText } from './noticeText.ts';

interface Parts {
  workspace: Workspace;
  place: Place;
  reader: Reader;
  toaster: Toaster;
  /** Goes to an address of the app. */
  go: (href: string) => void;
}

export class Alerts {
  readonly #parts: Parts;
  readonly #device: AlertDevice;
  /** By conversation: takes away what the browser shows of it. */
  readonly #shown = new Map<ConversationId, () => void>();
  readonly #stop: () => void;

  constructor(parts: Parts) {
    const { workspace } = parts;
    this.#parts = parts;
    this.#device = new AlertDevice(`${workspace.id}/${workspace.meId}`, parts.go);
    this.#stop = workspace.onNotified((arrived) => void this.#tell(arrived));
  }

  /** What has been looked at, here or on another device, needs no calling any more. */
  takeAway(isUnread: (conversation: ConversationId) => boolean): void {
    for (const [conversation, close] of this.#shown) {
      if (isUnread(conversation)) continue;
      close();
      this.#shown.delete(conversation);
    }
  }

  close(): void {
    this.#stop();
    this.#device.close();
    this.takeAway(() => false);
  }

  async #tell(arrived: readonly Notification[]): Promise<void> {
    const { visible, inFront, speaks, granted } = this.#device;
    const othersInFront = await this.#device.othersInFront();
    const { workspace, place, reader, toaster } = this.#parts;
    const open = place.conversation;
    const situation = { visible, inFront, speaks, granted, open, othersInFront };
    for (const notification of arrived) {
      const alert = alertFor(notification, workspace.preferences, situation);
      const card = workspace.card(notification.conversation);
      if (alert === 'none' || !card) continue;
      const words = noticeText(notification, card, { names: reader.names, me: workspace.meId });
      const href = noticeHref(workspace.id, card.id);
      if (alert === 'toast') toaster.tell({ key: card.id, href, ...words });
      else this.#show(card.id, href, words);
    }
  }

  #show(conversation: ConversationId, href: string, { title, text }: NoticeText): void {
    this.#shown.set(conversation, this.#device.show({ title, body: text, tag: conversation, href }));
  }
}
