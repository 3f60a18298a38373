// A device's network goes and comes back, in a browser. Chromium's own `setOffline` leaves open sockets as they are, silent, and
// spends a whole processor from the first byte that arrives for one of them until the network is back. Here they go with the
// network; that a silent one is noticed is offlineRelay's and firstConversation's.

import type { BrowserContext, CDPSession, Page } from '@playwright/test';

/** Everything of this browser is without a network. Its pages hear of it at once. */
export async function goOffline(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await closeSockets(context, page);
  await context.setOffline(true);
}

export async function goOnline(context: BrowserContext): Promise<void> {
  await context.setOffline(false);
}

async function closeSockets(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const sockets = await socketsOf(session);
  if (sockets !== undefined)
    await session.send('Runtime.callFunctionOn', {
      objectId: sockets,
      functionDeclaration: closeAll.toString(),
    });
  await session.detach();
}

/** All WebSockets that the page has, as a handle to an array in it. */
async function socketsOf(session: CDPSession): Promise<string | undefined> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'WebSocket.prototype' });
  if (result.objectId === undefined) return undefined;
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
  return objects.objectId;
}

/** Runs in the page. It hears of the end only once it is offline, or it would connect again before. */
function closeAll(this: WebSocket[]): void {
  for (const socket of this) {
    const heard = socket.onclose;
    let over: CloseEvent | null = null;
    const tell = (): void => {
      if (over !== null && !navigator.onLine) heard?.call(socket, over);
    };
    socket.onclose = (event) => {
      over = event;
      tell();
    };
    addEventListener('offline', tell, { once: true });
    socket.close();
  }
}
