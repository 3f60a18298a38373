/// <reference lib="webworker" />
// Keeps the app itself on the device, so that it opens without a network. What people wrote is not here: documents are in
// IndexedDB, and the relay's answers are never kept.
//
// Members have a whole version or none: it is fetched before it counts as installed, its page last, and it is used until
// somebody asks for the next one. Customers' chat pages keep no more than they fetched themselves, and take what the relay
// serves whenever it answers. Chunks carry the hash of their content in their names: whichever version has one, it is the one.

import { build, files, version } from '$service-worker';
import { parseNoticeData } from './lib/ui/notifications/noticeData.ts';
import { chatShell, parseAsked, RUNS, type Asked } from './lib/ui/version/asked.ts';

const worker = self as unknown as ServiceWorkerGlobalScope;

const APP = 'estafet-app:';
const CHAT = 'estafet-chat:';
/** Licences and the icons of an installed app are for others than the app. */
const plainFiles = files.filter((path) => !/\.txt$|^\/icons\//.test(path));
/** The one page of the app; customers' is kept by itself (chatShell), since they take what the relay serves whenever it answers. */
const SHELL = '/';
/** A network that has not brought the chat page by then is as good as none. */
const CHAT_WAIT_MS = 3_000;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});
worker.addEventListener('message', (event) => {
  const asked = parseAsked(event.data);
  switch (asked?.kind) {
    case 'take-over':
      return event.waitUntil(worker.skipWaiting());
    case 'keep-app':
      return event.waitUntil(keepApp().then(sweep));
    case 'keep-chat':
      return event.waitUntil(keepChat(asked).then(sweep));
    case undefined:
      return;
  }
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const chosen = parseNoticeData(event.notification.data);
  if (chosen) event.waitUntil(openApp(chosen.href));
});

/** In a tab that is there, or else in a new one. */
async function openApp(href: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname.startsWith('/w/'));
  if (!page) {
    await worker.clients.openWindow(href);
    return;
  }
  // Said first: the tab goes there even where the browser refuses to bring it to the front.
  page.postMessage({ href });
  await page.focus();
}

async function install(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const isMembers = pages.some(({ url }) => chatShell(new URL(url).pathname) === null);
  const wasMembers = (await caches.keys()).some((name) => name.startsWith(APP));
  if (isMembers || wasMembers) await keepApp();
}

async function activate(): Promise<void> {
  // So that the page which brought us opens the rest of the app from here too.
  await worker.clients.claim();
  await sweep();
}

/** @returns null for what the network alone answers */
function answerTo(request: Request): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return null;
  if (request.mode === 'navigate') {
    if (!isPage(pathname)) return null;
    const chat = chatShell(pathname);
    return chat === null ? memberPage(request) : chatPage(request, chat);
  }
  if (pathname.startsWith('/_app/immutable/')) return chunk(request, pathname);
  return plainFiles.includes(pathname) ? plainFile(request, pathname) : null;
}

/** What is not the app's: the API, the socket, what operators look at, the demo's site, and files (a dot in the last part). */
function isPage(pathname: string): boolean {
  if (/^\/(api|sync|healthz|readyz|metrics|demo|_app)(\/|$)/.test(pathname)) return false;
  return !pathname.slice(pathname.lastIndexOf('/')).includes('.');
}

async function memberPage(request: Request): Promise<Response> {
  const own = await find(SHELL, APP + version);
  return own ?? orKept(fetch(request), SHELL);
}

async function chatPage(request: Request, shell: string): Promise<Response> {
  const kept = await find(shell);
  if (!kept) return fetch(request);
  const asked = fetch(request).catch(() => kept);
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), CHAT_WAIT_MS));
  const answer = await Promise.race([asked, late]);
  // A proxy whose relay is down answers all the same.
  return answer.status >= 500 ? kept : answer;
}

async function chunk(request: Request, pathname: string): Promise<Response> {
  const kept = await find(pathname);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && build.includes(pathname) && (await caches.has(APP + version))) {
    const copy = answer.clone();
    const cache = await caches.open(APP + version);
    await cache.put(pathname, copy);
  }
  return answer;
}

/** What has no hash in its name goes with the version. */
async function plainFile(request: Request, pathname: string): Promise<Response> {
  const own = await find(pathname, APP + version);
  return own ?? orKept(fetch(request), pathname);
}

async function orKept(asked: Promise<Response>, path: string): Promise<Response> {
  try {
    return await asked;
  } catch (error) {
    const kept = await find(path);
    if (kept) return kept;
    throw error;
  }
}

/** Brings this version onto the device, whole. @throws if it cannot, so that what is there stays in use */
async function keepApp(): Promise<void> {
  if (await find(SHELL, APP + version)) return;
  const cache = await caches.open(APP + version);
  const shell = await fetchFresh(SHELL);
  await checkParts(shell, new Set(build));
  await Promise.all([...build, ...plainFiles].map((path) => keepFile(cache, path)));
  await cache.put(SHELL, shell);
}

/**
 * Keeps a chat page with what it has fetched, in the place of an older one, and only if it is whole.
 *
 * @param version of the page, which may be newer than this worker
 */
async function keepChat({ page, version: of, paths }: Asked & { kind: 'keep-chat' }): Promise<void> {
  // Anybody may ask, for any address: only customers' pages are kept so.
  if (chatShell(page) !== page || (await find(page, CHAT + of))) return;
  const shell = await fetchFresh(page);
  await checkParts(shell, new Set(paths));
  const cache = await caches.open(CHAT + of);
  const wanted = paths.filter((path) => path.startsWith('/_app/immutable/') || plainFiles.includes(path));
  await Promise.all(wanted.map((path) => keepFile(cache, path)));
  await cache.put(page, shell);
  for (const name of await caches.keys()) {
    if (name.startsWith(CHAT) && name !== CHAT + of) await caches.delete(name);
  }
}

async function keepFile(cache: Cache, path: string): Promise<void> {
  const known = path.startsWith('/_app/immutable/') ? await find(path) : undefined;
  await cache.put(path, known ?? (await fetchFresh(path)));
}

async function fetchFresh(path: string): Promise<Response> {
  // What is immutable comes from the browser's own cache, the rest is asked for again.
  const answer = await fetch(path, path.startsWith('/_app/immutable/') ? {} : { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

/** A page that the relay served between two deployments belongs to another version. @throws if it does */
async function checkParts(shell: Response, parts: ReadonlySet<string>): Promise<void> {
  const html = await shell.clone().text();
  for (const [, path = ''] of html.matchAll(/"(\/_app\/immutable\/[^"]+)"/g)) {
    if (!parts.has(path)) throw new Error(`${path} is of another version`);
  }
}

/** Removes versions of the app that no tab runs any more. Every page holds a lock named after its version (worker.ts). */
async function sweep(): Promise<void> {
  // The next version's cache is not for us to remove.
  if (worker.registration.installing ?? worker.registration.waiting) return;
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const { held = [] } = await navigator.locks.query();
  const running = held.flatMap(({ name }) => (name?.startsWith(RUNS) ? [name.slice(RUNS.length)] : []));
  // A page that has just begun to load has not said yet which version it is.
  if (running.length < pages.length) return;
  const inUse = new Set([version, ...running]);
  for (const name of await caches.keys()) {
    if (name.startsWith(APP) && !inUse.has(name.slice(APP.length))) await caches.delete(name);
  }
}

/** @param cacheName of all caches if left out */
function find(path: string, cacheName?: string): Promise<Response | undefined> {
  return caches.match(path, { ignoreVary: true, ...(cacheName === undefined ? {} : { cacheName }) });
}
