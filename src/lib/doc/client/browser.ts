// The real environment: the only file of the client that asks the machine for time, chance, sockets and storage.

import { uuidv7 } from 'uuidv7';
import { browserFiles } from './browserFiles.ts';
import type { Environment, Notes } from './environment.ts';
import { IndexedDbStores } from './indexedDb.ts';
import { MemoryStores } from './memoryStores.ts';
import type { Stores } from './stores.ts';
import { whenIdle } from './whenIdle.ts';
import { parseRelaySays, type RelaySays } from './whyNot.ts';

/** setTimeout takes 31 bits; what is further away is asked for again by its owner. */
const TIMEOUT_MAX = 2 ** 31 - 1;

/** Where the relay that served this page has its socket. */
export function relayAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`;
}

export function browserEnvironment(): Environment {
  return {
    clock: {
      wall: () => Date.now(),
      monotonic: () => performance.now(),
      soon: (task) => queueMicrotask(task),
      after: (delayMs, task) => {
        const timer = setTimeout(task, Math.min(delayMs, TIMEOUT_MAX));
        return () => clearTimeout(timer);
      },
      idle: (task) => void whenIdle(task),
    },
    chance: () => Math.random(),
    newId: () => uuidv7(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    connect: (url, protocols) => new WebSocket(url, protocols),
    askRelay,
    stores: openStores(),
    files: browserFiles,
    notes,
    onHint,
    onNote,
    whileAlone,
    broadcast: true,
    report,
  };
}

async function askRelay(): Promise<RelaySays | null> {
  try {
    const response = await fetch('/api/me', { cache: 'no-store' });
    return response.ok ? parseRelaySays(await response.json()) : null;
  } catch {
    return null;
  }
}

function openStores(): Stores {
  return hasIndexedDb()
    ? new IndexedDbStores(report)
    : new MemoryStores(report, 'this browser has no IndexedDB');
}

function hasIndexedDb(): boolean {
  try {
    return typeof indexedDB !== 'undefined';
  } catch {
    // Some browsers let a frame of another site not even look.
    return false;
  }
}

/** For whoever looks at the console or listens to `error`; never a reason to stop. */
function report(error: unknown): void {
  reportError(error);
}

// Browsers may forbid localStorage: the device then has another id in each session, and nothing else changes.
const notes: Notes = {
  get: (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // See above.
    }
  },
  remove: (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      // See above.
    }
  },
};

/** `visibilitychange` and `pageshow` come after a sleep, `online` when a network is back, `offline` when one went. */
function onHint(listener: () => void): () => void {
  const shown = (): void => {
    if (document.visibilityState === 'visible') listener();
  };
  for (const kind of ['online', 'offline', 'pageshow']) addEventListener(kind, listener);
  document.addEventListener('visibilitychange', shown);
  return () => {
    for (const kind of ['online', 'offline', 'pageshow']) removeEventListener(kind, listener);
    document.removeEventListener('visibilitychange', shown);
  };
}

function onNote(key: string, listener: () => void): () => void {
  const changed = (event: StorageEvent): void => {
    // Without a key all was cleared, by whoever wanted the browser tidy: whoever leaves takes the note away by its name.
    if (event.key === key) listener();
  };
  addEventListener('storage', changed);
  return () => removeEventListener('storage', changed);
}

/** Browsers lend locks to secure pages only: elsewhere nobody is ever known to be alone. */
async function whileAlone(name: string, task: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return;
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await task();
  });
  // Held until the page goes.
  void navigator.locks.request(name, { mode: 'shared' }, () => new Promise(() => undefined));
}
