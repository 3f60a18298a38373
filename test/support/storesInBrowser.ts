// For test/browser/indexedDb.spec.ts: the stores, on `window`.

import * as Y from 'yjs';
import { IndexedDbStores } from '../../src/lib/doc/client/indexedDb.ts';
import type { DocumentStore } from '../../src/lib/doc/client/stores.ts';

export interface StoresInBrowser {
  problems: string[];
  stores: IndexedDbStores;
  open(name: string): Promise<OpenHere>;
}

export interface OpenHere {
  store: DocumentStore;
  /** Adds an entry; what else listens to the document, registered after the store, hears of it. */
  add(entry: string): void;
  entries(): string[];
  heard(): number;
}

declare global {
  interface Window {
    ready: StoresInBrowser;
    /** What a test wants to find again. */
    here: OpenHere;
  }
}

const problems: string[] = [];
const stores = new IndexedDbStores((error) => problems.push(String(error)));

window.ready = {
  problems,
  stores,
  async open(name) {
    const doc = new Y.Doc();
    const store = stores.open(name, doc, true);
    let heard = 0;
    doc.on('update', () => (heard += 1));
    await store.loaded;
    return {
      store,
      add: (entry) => doc.getArray<string>('entries').push([entry]),
      entries: () => doc.getArray<string>('entries').toArray(),
      heard: () => heard,
    };
  },
};
