// Registers the service worker, and tells it what this page needs kept.

import { dev, version } from '$app/environment';
import { chatShell, RUNS, type Asked } from './asked.ts';

/** Without one (an old browser, a frame that may store nothing) the app works the same for as long as there is a network. */
export async function startWorker(): Promise<void> {
  if (dev || !('serviceWorker' in navigator)) return;
  try {
    holdVersion();
    await loaded();
    await navigator.serviceWorker.register(workerAddress(), { updateViaCache: 'none' });
    const { active } = await navigator.serviceWorker.ready;
    const page = chatShell(location.pathname);
    const asked: Asked =
      page === null ? { kind: 'keep-app' } : { kind: 'keep-chat', page, version, paths: fetched() };
    active?.postMessage(asked);
  } catch (error) {
    reportError(error);
  }
}

/** The policy of the page lets nothing else be a script's address. Browsers without Trusted Types take it as it is. */
function workerAddress(): string {
  const address = '/service-worker.js';
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  return (
    types?.createPolicy('estafet-worker', { createScriptURL: () => address }).createScriptURL('') ?? address
  );
}

/** As much of it as is needed: TypeScript's DOM does not have it yet. What it makes is a string to every API. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL: (address: string) => string };
}

/** For as long as this page lives: its version's files stay on the device. */
function holdVersion(): void {
  const untilTheEnd = new Promise<never>(() => undefined);
  void navigator.locks.request(RUNS + version, { mode: 'shared' }, () => untilTheEnd);
}

/** The first paint comes first. */
async function loaded(): Promise<void> {
  if (document.readyState === 'complete') return;
  await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
}

/** Addresses of all that this page has fetched from the relay. */
function fetched(): string[] {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .flatMap(({ origin, pathname }) => (origin === location.origin ? [pathname] : []));
}
