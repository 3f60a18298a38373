// What a notification carries through the service worker, and what the worker says when it is chosen.

export interface NoticeData {
  /** Of the app. */
  href: string;
}

/** Null for what is none of ours. */
export function parseNoticeData(data: unknown): NoticeData | null {
  if (typeof data !== 'object' || data === null || !('href' in data)) return null;
  const { href } = data;
  return typeof href === 'string' && href.startsWith('/w/') ? { href } : null;
}
