// One socket with documents over it, on a device of the test's own, and at the other end what the test chooses.

import { Documents } from '#lib/doc/client/documents.ts';
import { Epochs } from '#lib/doc/client/epochs.ts';
import { RelayTime } from '#lib/doc/client/relayTime.ts';
import { RelaySocket } from '#lib/doc/client/socket.ts';
import { FakeClock } from './fakeClock.ts';
import { PlainPeer } from './plainPeer.ts';
import { settle, TestDevice } from './testDevice.ts';
import { TestNetwork } from './testSocket.ts';

export const PREFIX = 'estafet/demo/mira/';

export class Line {
  readonly clock = new FakeClock();
  readonly peer = new PlainPeer();
  readonly network = new TestNetwork(this.clock, () => this.peer);
  readonly device = new TestDevice({
    clock: this.clock,
    network: this.network,
    who: { kind: 'member', workspace: 'demo', member: 'mira' },
  });
  socket!: RelaySocket;
  documents!: Documents;

  async start(): Promise<this> {
    const environment = this.device.page();
    const time = new RelayTime(() => environment.clock.monotonic(), environment.clock.wall());
    this.socket = new RelaySocket(environment, 'ws://relay/sync', time);
    const epochs = new Epochs(environment, `${PREFIX}epoch`);
    this.documents = new Documents({ environment, socket: this.socket, time, epochs, prefix: PREFIX });
    this.socket.start();
    await settle(this.clock);
    return this;
  }

  async stop(): Promise<void> {
    this.socket.close();
    await this.documents.close();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle(this.clock);
  }
}
