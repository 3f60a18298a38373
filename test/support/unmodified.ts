// Any client that has Yjs: an unmodified y-websocket provider in Node, by a token in the address, as who has only that.

import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** @param address of the relay, as its console says it, or its socket's */
export function unmodified(
  address: string,
  document: string,
  params: Record<string, string>,
  options: { maxBackoffTime?: number } = {},
): WebsocketProvider {
  const url = `${address.replace('http', 'ws')}/sync`;
  return new WebsocketProvider(url, document, new Y.Doc(), {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params,
    ...options,
  });
}

/** Resolves to its document when it has what the relay has. */
export async function synced(provider: WebsocketProvider): Promise<Y.Doc> {
  if (!provider.synced) await new Promise((resolve) => provider.once('sync', resolve));
  return provider.doc;
}

/** Resolves when what `holds` says of the document is true. */
export function until(doc: Y.Doc, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      doc.off('update', look);
      resolve();
    };
    doc.on('update', look);
    look();
  });
}
