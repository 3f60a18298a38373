// Several browsers and the real relay core, all in memory: what a test of the client plays on.

import { ChatCore } from '#lib/doc/client/chatCore.ts';
import { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import { CHANNEL, TestRelay, WORKSPACE } from './startRelay.ts';
import { settle, TestDevice } from './testDevice.ts';
import { TestNetwork, type RelayEnd } from './testSocket.ts';
import { visitorId, visitorSecret } from '#lib/doc/client/visitorId.ts';

const URL = 'ws://relay/sync';

export class Stage {
  readonly relay = new TestRelay();
  readonly network: TestNetwork;
  readonly #open = new Set<WorkspaceCore | ChatCore>();
  #seed = 0;

  /** @param end stands between the devices and the relay, for tests that want other answers */
  constructor(end?: (relay: RelayEnd) => RelayEnd) {
    this.network = new TestNetwork(this.relay.clock, () => end?.(this.relay.relay) ?? this.relay.relay);
  }

  /** A browser in which this member is signed in. */
  device(member: string, skewMs = 0): TestDevice {
    const who = { kind: 'member' as const, workspace: WORKSPACE, member };
    this.#seed += 1;
    return new TestDevice({ clock: this.relay.clock, network: this.network, who, seed: this.#seed, skewMs });
  }

  /** A page of that browser, when all has arrived. */
  async open(device: TestDevice, me: string): Promise<WorkspaceCore> {
    const core = new WorkspaceCore({ workspace: WORKSPACE, me, url: URL, environment: device.page() });
    this.#open.add(core);
    await this.settle();
    return core;
  }

  /** A customer's browser on the web chat. */
  customer(): TestDevice {
    this.#seed += 1;
    const device = new TestDevice({
      clock: this.relay.clock,
      network: this.network,
      who: null,
      seed: this.#seed,
    });
    const secret = visitorSecret(device.page(), `estafet/${WORKSPACE}/chat/${CHANNEL}/secret`);
    const visitor = visitorId(WORKSPACE, CHANNEL, secret);
    device.who = { kind: 'visitor', workspace: WORKSPACE, channel: CHANNEL, visitor };
    return device;
  }

  async openChat(device: TestDevice): Promise<ChatCore> {
    const core = new ChatCore({
      workspace: WORKSPACE,
      channel: CHANNEL,
      url: URL,
      environment: device.page(),
    });
    this.#open.add(core);
    await this.settle();
    return core;
  }

  /** Closes a page; the browser keeps what it has. */
  async close(page: WorkspaceCore | ChatCore): Promise<void> {
    this.#open.delete(page);
    await page.close();
    await this.settle();
  }

  async settle(): Promise<void> {
    await settle(this.relay.clock);
  }

  /** Time passes; what it brings arrives. */
  async pass(ms: number): Promise<void> {
    this.relay.clock.advance(ms);
    await this.settle();
  }

  /** The network is back, and with it the connection. */
  async online(device: TestDevice): Promise<void> {
    device.goOnline();
    await this.pass(1_000);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#open].map((page) => page.close()));
  }
}
