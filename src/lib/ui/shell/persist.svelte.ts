// Asks the browser, at a moment when it makes sense, not to clear what this device holds.

import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';

/**
 * Some browsers show a question. It comes when there is something to lose: work that waits for a connection, or an app that
 * was put on the device. To be called while a component is made.
 */
export function askToPersist(workspace: Workspace): void {
  const waits = $derived(workspace.waiting > 0 && workspace.connection.state === 'offline');
  $effect(() => {
    if (waits) void ask();
  });
  $effect(() => {
    if (matchMedia('(display-mode: standalone)').matches) void ask();
    const installed = (): void => void ask();
    window.addEventListener('appinstalled', installed);
    return () => window.removeEventListener('appinstalled', installed);
  });
}

/** A browser that says no keeps everything all the same, until it runs out of room; a store that fails has its own banner. */
async function ask(): Promise<void> {
  // Browsers have no such thing where the connection is not secure.
  const storage = 'storage' in navigator ? navigator.storage : null;
  try {
    if (storage && !(await storage.persisted())) await storage.persist();
  } catch (error) {
    reportError(error);
  }
}
