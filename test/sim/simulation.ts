// One run: a relay, its disk, the network, the devices, and the people at them, all on one virtual clock.

import { rmSync } from 'node:fs';
import { openSqliteLog } from '../../server/log/sqlite.ts';
import { StorageError } from '../../server/log/storageError.ts';
import type { Principal } from '../../server/principal.ts';
import { byMember, type Author, type MemberId } from '#lib/rules/ids.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { DAY } from '../support/people.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import type { Begun } from './beginning.ts';
import { Counters } from './counters.ts';
import { Device } from './device.ts';
import { DeviceDisk } from './deviceDisk.ts';
import { Dice } from './dice.ts';
import { Died, Disk, type CrashPoint } from './disk.ts';
import { History } from './history.ts';
import { letIn, type Hostile } from './hostiles.ts';
import { neighbourOf } from './invariants/neighbours.ts';
import { inspectRecord } from './invariants/records.ts';
import { inspectPayload } from './invariants/secrets.ts';
import { NaiveModel } from './naiveModel.ts';
import { Wire } from './network.ts';
import { EVERYTHING, Oracle } from './oracle.ts';
import { MemberAtDevice, Visitor, type Person } from './people.ts';
import type { Backup } from './oldBackup.ts';
import { RelayHost } from './relayHost.ts';
import type { Setting } from './setting.ts';

export class Simulation {
  readonly setting: Setting;
  readonly clock: FakeClock;
  readonly oracle = new Oracle();
  readonly history = new History();
  readonly counters = new Counters();
  readonly disk: Disk;
  readonly host: RelayHost;
  readonly members: MemberAtDevice[] = [];
  readonly visitors: Visitor[] = [];
  readonly hostiles: Hostile[] = [];
  readonly naive = new NaiveModel();
  /** The workspace next door, as it was found. */
  readonly neighbour: string;
  readonly wires = new Set<Wire>();
  /** Of the relay's disk, from when it was made until it is put back. */
  backup: Backup | null = null;
  /** Devices that are copies of others. */
  clones = 0;
  /** Who made each id: the author that a record with it must have. */
  readonly makers = new Map<string, Author>();
  /** What was found to be wrong. The first one ends the run. */
  readonly failures: string[] = [];
  delayMs: { least: number; most: number };
  readonly #network: Dice;
  readonly #folder: string | null;
  #clientRan = false;
  /** Things that may still happen before the process dies; null if it is not about to. */
  #lastWords: number | null = null;

  constructor(setting: Setting, begun: Begun) {
    this.setting = setting;
    this.clock = new FakeClock(begun.now);
    this.delayMs = setting.delayMs;
    this.#network = new Dice(setting.seed, 'network');
    this.#folder = begun.folder;
    this.disk = new Disk(begun.log, {
      appended: (workspace, commit) => {
        if (workspace !== WORKSPACE) return this.fail('I17: written next door', workspace);
        this.oracle.appended(commit, (record, before, after) => inspectRecord(this, record, before, after));
        const turns = commit.records.flatMap(({ events }) =>
          events.filter((event) => event.kind === 'owner-assigned' && event.via === 'queue'),
        );
        if (turns.length > 1) this.counters.count('queue-raced');
      },
      epochBegun: () => this.oracle.documents.begin(),
      knownVerdict: () => this.counters.count('duplicate-dropped'),
      dies: (point) => this.#die(point),
    });
    this.host = new RelayHost({
      clock: this.clock,
      disk: this.disk,
      dice: new Dice(setting.seed, 'relay'),
      sends: (who, document, payload) => inspectPayload(this, who, document, payload),
      problem: (what, error) => this.#problem(what, error),
    });
    this.neighbour = neighbourOf(begun.log);
    this.#readLog();
    this.start();
    this.#openDevices();
    this.#letIn();
  }

  get people(): Person[] {
    return [...this.members, ...this.visitors];
  }

  /** Relay time as its machine has it. */
  get relayNow(): number {
    return Math.max(this.clock.now() + this.host.skewMs, this.oracle.state.at);
  }

  /** Whether any device of a member is connected. */
  isLive(member: MemberId): boolean {
    return this.members.some((one) => one.member === member && one.core.connection.state === 'live');
  }

  /** Whether a member has written something that is not decided, on any device. */
  hasWaiting(member: MemberId): boolean {
    return this.members.some(
      (one) => one.member === member && (one.core.session.own?.outbox.entries.length ?? 0) > 0,
    );
  }

  fail(what: string, detail: unknown): void {
    this.failures.push(`${what}: ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`);
  }

  start(anew = false): void {
    this.host.start(anew ? {} : null);
    this.history.generation = this.host.generation;
  }

  /** The process dies now and comes back by itself. */
  crash(): void {
    this.#lastWords = null;
    this.disk.dieAt = null;
    this.host.kill(this.#network.pick(['both', 'client', 'nobody']));
    this.#reopenDisk();
    this.clock.after(this.#network.between(10, 8_000), () => this.start());
  }

  /** The process dies in the middle of whatever it does next. */
  crashSoon(things: number): void {
    this.#lastWords = things;
  }

  /** Lets time pass, and all that happens in it. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    for (;;) {
      await this.#settleClients();
      if (!this.#step(end) && !this.#clientRan) break;
    }
    this.clock.advance(Math.max(0, end - this.clock.now()));
  }

  clientRuns(): void {
    this.#clientRan = true;
  }

  async end(): Promise<void> {
    this.host.kill('nobody');
    for (const person of this.people) {
      await person.close();
    }
    if (this.#folder === null) return;
    this.disk.log.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #step(end: number): boolean {
    if (this.#lastWords !== null && (this.#lastWords -= 1) < 0) this.crash();
    try {
      return this.clock.step(end);
    } catch (error) {
      // Whatever a process that has died does is done by nobody.
      if (error instanceof Died) return true;
      throw error;
    }
  }

  /** What clients do in promises happens before anything else does: Node takes its next tick when no promise is left to go on. */
  async #settleClients(): Promise<void> {
    if (!this.#clientRan) return;
    this.#clientRan = false;
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }

  #die(point: CrashPoint): void {
    this.counters.count(`crash-${point}`);
    // A process that has published still says some of it.
    if (point === 'after-publish') this.#lastWords = this.#network.between(0, 6);
    else this.crash();
  }

  #problem(what: string, error: unknown): void {
    if (error instanceof StorageError && error.kind === 'full') return this.counters.count('disk-full');
    this.fail(`the relay reports ${what}`, error instanceof Error ? (error.stack ?? error.message) : error);
  }

  #reopenDisk(): void {
    if (this.#folder === null) return;
    this.disk.log.close();
    this.disk.log = openSqliteLog(this.#folder);
  }

  /** What was there before the run began. */
  #readLog(): void {
    const { log } = this.disk;
    const records = log.read(WORKSPACE, 0, EVERYTHING);
    const commit = { records, verdicts: [], updates: [], directory: null, cards: [] };
    this.oracle.appended(
      { ...commit, contacts: [], cursors: [], dispatches: [], clients: [], texts: [] },
      (record) => this.naive.apply(record),
    );
    const names = [
      WORKSPACE,
      ...['team/sales', 'team/support', 'intake', 'all'].map((name) => `${WORKSPACE}/${name}`),
    ];
    for (const document of names) {
      for (const update of log.document(document)) this.oracle.documents.appended([{ document, update }]);
    }
  }

  #openDevices(): void {
    const { devices, visitors, seed, skewDays } = this.setting;
    const dice = new Dice(seed, 'devices');
    for (const [index, member] of devices.entries()) {
      const skewMs = dice.between(-skewDays, skewDays) * DAY;
      this.#seat(`${member}/${index}`, member, this.#deviceOf(`${member}/${index}`, member, skewMs));
    }
    for (let index = 0; index < visitors; index += 1) {
      const name = `visitor/${index}`;
      const device = this.#device(name, null, dice.between(-skewDays, skewDays) * DAY);
      this.visitors.push(new Visitor(name, device, this.history));
    }
  }

  #letIn(): void {
    const connect = (who: Principal | null, protocols: string[]): Wire => this.#connect(who, protocols);
    const { oracle, counters, clock } = this;
    this.hostiles.push(...letIn(this.setting.seed, { oracle, counters, clock, connect }));
  }

  /** A second device with all that this one keeps. The first must be closed. */
  cloneOf({ name, member, device }: MemberAtDevice): MemberAtDevice {
    this.clones += 1;
    const copied = `${name}-copy${this.clones}`;
    const copy = this.#deviceOf(copied, member, device.skewMs);
    copy.disk.putBack(device.disk.copy());
    this.clientRuns();
    return this.#seat(copied, member, copy);
  }

  #deviceOf(name: string, member: MemberId, skewMs: number): Device {
    return this.#device(name, { kind: 'member', workspace: WORKSPACE, member }, skewMs);
  }

  #seat(name: string, member: MemberId, device: Device): MemberAtDevice {
    const seated = new MemberAtDevice(name, member, device, this.history);
    this.members.push(seated);
    return seated;
  }

  #device(name: string, who: Principal | null, skewMs: number): Device {
    const dice = new Dice(this.setting.seed, name);
    return new Device({
      clock: this.clock,
      dice,
      disk: new DeviceDisk({
        clock: this.clock,
        dice: new Dice(this.setting.seed, `disk of ${name}`),
        clientRuns: () => this.clientRuns(),
        lost: () => this.counters.count('write-lost'),
        full: () => this.counters.count('device-disk-full'),
      }),
      skewMs,
      clockStops: dice.happens(0.5),
      connect: (protocols) => this.#connect(who, protocols),
      clientRuns: () => this.clientRuns(),
      epochChanged: () => this.counters.count('epoch-changed'),
      made: (id) => this.makers.set(id, who?.kind === 'member' ? byMember(who.member) : 'contact'),
      report: (error) => this.#reported(name, error),
    });
  }

  #reported(name: string, error: unknown): void {
    // A relay that came back from an old backup does not know whoever wrote a note since: that is what the client tells of.
    const known = error instanceof Error && error.message.includes('was begun anew');
    if (known && this.counters.has('backup-put-back')) return;
    this.fail(`${name} reports`, error instanceof Error ? (error.stack ?? error.message) : error);
  }

  #connect(who: Principal | null, protocols: string[]): Wire {
    const wire = new Wire({
      clock: this.clock,
      delayMs: () => this.#network.between(this.delayMs.least, this.delayMs.most),
      accept: (arrived) => this.host.accept(arrived, who, protocols),
      clientRuns: () => this.clientRuns(),
    });
    for (const other of this.wires) if (other.isOver) this.wires.delete(other);
    this.wires.add(wire);
    return wire;
  }
}
