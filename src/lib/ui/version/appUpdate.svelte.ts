// The next version of the app: it is fetched whole in the background, offered, and taken when the member says so. Other tabs
// go on with the version that they run, and are offered the new one too.

import { createSubscriber } from 'svelte/reactivity';
import type { Asked } from './asked.ts';

export class AppUpdate {
  readonly #follow = createSubscriber((changed) => this.#watch(changed));
  #registration: ServiceWorkerRegistration | null = null;
  /** Another tab has taken a newer version. */
  #overtaken = false;

  /** A version is here that this tab does not run. */
  get ready(): boolean {
    this.#follow();
    return this.#overtaken || (this.#registration?.waiting ?? null) !== null;
  }

  /** Looks whether there is a newer version. */
  look(): void {
    // Without an answer there is nothing new.
    void this.#registration?.update().catch(() => undefined);
  }

  /** @param keep brings onto the disk what is being typed; never rejects */
  async take(keep: () => Promise<void>): Promise<void> {
    const reload = (): void => void keep().then(() => location.reload());
    const waiting = await this.#fetched();
    if (!waiting) return reload();
    navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
    const asked: Asked = { kind: 'take-over' };
    waiting.postMessage(asked);
  }

  /** The next version's worker, once all of it is here; null if there is none to be had. */
  async #fetched(): Promise<ServiceWorker | null> {
    const registration = this.#registration;
    if (!registration || registration.waiting) return registration?.waiting ?? null;
    await registration.update().catch(() => undefined);
    const { installing } = registration;
    if (!installing) return registration.waiting;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (installing.state !== 'installing') resolve();
      };
      installing.addEventListener('statechange', look);
      look();
    });
    return registration.waiting;
  }

  #watch(changed: () => void): (() => void) | undefined {
    if (!('serviceWorker' in navigator)) return undefined;
    const { serviceWorker } = navigator;
    const stop = new AbortController();
    const { signal } = stop;
    const arriving = (): void => {
      this.#registration?.installing?.addEventListener('statechange', changed, { signal });
      changed();
    };
    // The first worker of all overtakes nobody.
    let hadOne = serviceWorker.controller !== null;
    const controlled = (): void => {
      this.#overtaken = hadOne;
      hadOne = true;
      changed();
    };
    serviceWorker.addEventListener('controllerchange', controlled, { signal });
    void serviceWorker.ready.then((registration) => {
      if (signal.aborted) return;
      this.#registration = registration;
      registration.addEventListener('updatefound', arriving, { signal });
      arriving();
    });
    return () => stop.abort();
  }
}
