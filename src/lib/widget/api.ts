// What the widget offers to the page that it stands on.

/** What pages call. */
export interface EstafetApi {
  open(): void;
  close(): void;
  /** Calls with how many answers are unread, now and whenever that changes; the result ends it. */
  onUnread(listener: (count: number) => void): () => void;
}

declare global {
  interface Window {
    Estafet?: EstafetApi;
  }
}
