// What the member is told, as the bell, the title and the app's icon show it.

import { createContext } from 'svelte';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import { noticesFrom, type Notice } from './noticeList.ts';

export const [getNotices, setNotices] = createContext<Notices>();

export class Notices {
  readonly #workspace: Workspace;
  readonly #list = $derived.by(() => {
    const workspace = this.#workspace;
    return noticesFrom(workspace.notifications, {
      me: workspace.meId,
      notify: workspace.preferences.notify,
      card: (id) => workspace.card(id),
      readUpTo: (id) => workspace.readUpTo(id),
    });
  });
  // Titles follow this number, and not each change of the documents.
  readonly #unread = $derived(this.#list.filter(({ unread }) => unread).length);

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Newest first. */
  get list(): readonly Notice[] {
    return this.#list;
  }
  /** How many of them are about something that has not been looked at. */
  get unread(): number {
    return this.#unread;
  }

  dismiss(notice: Notice): void {
    for (const notification of notice.ids) {
      void this.#workspace.send({ kind: 'dismiss-notification', notification });
    }
  }
  /** All that there are now; what arrives meanwhile stays. */
  dismissAll(): void {
    void this.#workspace.send({ kind: 'dismiss-notification', notification: 'all' });
  }
}
