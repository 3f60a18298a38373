// The machine on which the relay runs: one process after another on one disk, each with the relay's own core and its own
// sockets, all but the TCP below them.

import { CHANNEL, WORKSPACE } from '../support/startRelay.ts';
import type { FakeClock } from '../support/fakeClock.ts';
import { identifyVisitor } from '../../server/channels/visitor.ts';
import type { Channels } from '../../server/channels/channel.ts';
import type { Clock } from '../../server/clock.ts';
import { noMeter } from '../../server/meter.ts';
import type { Peer, Principal, Stream } from '../../server/principal.ts';
import { rebuild, type RebuildPorts } from '../../server/rebuild.ts';
import { createRelay, type Relay } from '../../server/relay.ts';
import { Connection, type SocketPorts } from '../../server/socket/connection.ts';
import { Streams } from '../../server/socket/streams.ts';
import { CONTROL_STREAM, decodeFrames, VISITOR_SUBPROTOCOL } from '#lib/doc/wire.ts';
import type { Dice } from './dice.ts';
import type { Disk } from './disk.ts';
import { ServerEnd, type Told, type Wire } from './network.ts';

export interface HostOptions {
  clock: FakeClock;
  disk: Disk;
  dice: Dice;
  /** Sees every byte that leaves for a session, at the instant at which it is handed over. */
  sends(who: Principal, document: string, payload: Uint8Array): void;
  problem(what: string, error: unknown): void;
}

/** Every channel of the runs is a web chat. */
export const channels: Channels = {
  kindOf: (_workspace, channel) => (channel === CHANNEL ? 'web-chat' : null),
  of: () => [CHANNEL],
};

interface Process {
  relay: Relay;
  clock: Clock;
  kill: () => void;
  ends: Set<ServerEnd>;
  latest: number;
}

export class RelayHost {
  /** How many processes there have been. */
  generation = 0;
  /** How far the machine's wall clock is off; may change at any time. */
  skewMs = 0;
  readonly #options: HostOptions;
  #process: Process | null = null;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  get relay(): Relay | null {
    return this.#process?.relay ?? null;
  }

  /** @param anew makes all decided documents again first, in a new epoch; null: goes on with those that are there */
  start(anew: Pick<RebuildPorts, 'restored' | 'seen'> | null = null): void {
    if (this.#process) return;
    this.generation += 1;
    const { disk, dice } = this.#options;
    const { clock, kill, isAlive } = this.#processClock();
    const log = disk.mount(isAlive);
    const chance = { bytes: (count: number) => dice.bytes(count) };
    // On a copy that is put in place when it is done: a crash on the way leaves what was there.
    if (anew) disk.dieAt = null;
    if (anew) rebuild(WORKSPACE, { log, chance, clock, channels, ...anew });
    const told = (what: string, error: unknown): void => {
      if (isAlive()) this.#options.problem(what, error);
    };
    const relay = createRelay({ log, clock, chance, meter: noMeter, channels, problem: told });
    this.#process = { relay, clock, kill, ends: new Set(), latest: 0 };
  }

  /** `kill -9`. What the system says to those who are connected, it says for it. */
  kill(told: Told): void {
    const died = this.#process;
    this.#process = null;
    died?.kill();
    for (const end of died?.ends ?? []) end.orphan(told);
  }

  /** As an operator ends it: everybody is told. */
  stop(): void {
    const stopped = this.#process;
    if (!stopped) return;
    stopped.relay.stop();
    this.kill('client');
  }

  /** A handshake has arrived. Null if no process listens. */
  accept(wire: Wire, who: Principal | null, protocols: string[]): ServerEnd | null {
    const process = this.#process;
    if (!process) return null;
    const principal = who ?? visitorIn(protocols);
    const end = new ServerEnd(wire, (bytes) => principal && this.#inspectControl(principal, bytes));
    process.ends.add(end);
    const ports = this.#socketPorts(process);
    const connection = new Connection(end.asSocket, ports);
    const principalFor = (workspace: string): Principal | null =>
      workspace === WORKSPACE ? principal : null;
    connection.serve(
      () => new Streams(connection, ports, principalFor),
      () => process.ends.delete(end),
    );
    return end;
  }

  /** What no stream sends: answers, refusals, the time. */
  #inspectControl(who: Principal, bytes: Uint8Array): void {
    for (const { stream, payload } of decodeFrames(bytes)) {
      if (stream === CONTROL_STREAM) this.#options.sends(who, 'control', payload);
    }
  }

  #socketPorts(process: Process): SocketPorts {
    const connect = (who: Principal, document: string, epoch: number | null, peer: Peer): Stream =>
      process.relay.connect(who, document, epoch, {
        opened: (now) => peer.opened(now),
        send: (payload) => {
          this.#options.sends(who, document, payload);
          peer.send(payload);
        },
        close: (code, reason) => peer.close(code, reason),
      });
    return {
      clock: process.clock,
      meter: noMeter,
      relayTime: () => (process.latest = Math.max(process.latest, process.clock.now())),
      connect,
      problem: (what, error) => this.#options.problem(what, error),
    };
  }

  #processClock(): { clock: Clock; kill: () => void; isAlive: () => boolean } {
    const { clock, kill } = this.#options.clock.forProcess();
    let alive = true;
    return {
      clock: { ...clock, now: () => clock.now() + this.skewMs },
      kill: () => {
        alive = false;
        kill();
      },
      isAlive: () => alive,
    };
  }
}

function visitorIn(protocols: string[]): Principal | null {
  const said = protocols.find((protocol) => protocol.startsWith(VISITOR_SUBPROTOCOL));
  return said === undefined ? null : identifyVisitor(said, channels);
}
