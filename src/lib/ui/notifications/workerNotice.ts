// Notifications that the service worker shows. Chrome on Android lets no page show its own, and after a while the page that
// asked may be gone: the worker then opens one.

import { parseNoticeData, type NoticeData } from './noticeData.ts';

/** The result takes it away again, also before it shows. Without a service worker nothing is shown. */
export function showByWorker(title: string, options: NotificationOptions, data: NoticeData): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const shown = navigator.serviceWorker.ready.then(async (registration) => {
    await registration.showNotification(title, { ...options, data });
    return registration;
  });
  shown.catch(reportError);
  return () => {
    void shown
      .then((registration) => registration.getNotifications({ tag: options.tag ?? '' }))
      .then((notifications) => notifications.forEach((one) => one.close()))
      // That it never showed has been said.
      .catch(() => undefined);
  };
}

/** Calls `go` with the address of a notification that somebody chose; the result ends it. */
export function onChosen(go: (href: string) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const { serviceWorker } = navigator;
  const listen = ({ data }: MessageEvent<unknown>): void => {
    const chosen = parseNoticeData(data);
    if (chosen) go(chosen.href);
  };
  serviceWorker.addEventListener('message', listen);
  return () => serviceWorker.removeEventListener('message', listen);
}
