// What the view of devices shows, and does.

import { endDevice, fetchDevices, type Devices } from './devices.ts';

export class DeviceList {
  #shown = $state.raw<Devices | null>(null);
  #problem = $state.raw<unknown>(null);

  /** Null before the relay has said. */
  get shown(): Devices | null {
    return this.#shown;
  }
  /** Why there is no list. */
  get problem(): unknown {
    return this.#problem;
  }

  async load(): Promise<void> {
    this.#problem = null;
    try {
      this.#shown = await fetchDevices();
    } catch (problem) {
      this.#problem = problem;
    }
  }

  /** @param device null: all but this one @throws ApiProblem */
  async end(device: string | null, password: string): Promise<void> {
    await endDevice(device, password);
    await this.load();
  }
}
