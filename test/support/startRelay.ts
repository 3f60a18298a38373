// The real relay core on a log in memory, with a clock and chance of the test's own, and the people the tests speak of.

import { appendCommand } from '#lib/doc/outboxDoc.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import type { Command } from '#lib/rules/command.ts';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { V7Generator } from 'uuidv7';
import { noFiles, type FileIndex } from '../../server/files/files.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { noMeter } from '../../server/meter.ts';
import type { Principal } from '../../server/principal.ts';
import { createRelay, type Relay } from '../../server/relay.ts';
import type { Channels } from '../../server/channels/channel.ts';
import type { Log } from '../../server/log/log.ts';
import { Suspects, type SuspectDisk } from '../../server/suspects.ts';
import type { WorkspacePorts } from '../../server/workspace.ts';
import { FakeClock } from './fakeClock.ts';
import { seededChance, seededRandom } from './fakeChance.ts';
import { TestClient } from './testClient.ts';

export const WORKSPACE = 'toko';
export const CHANNEL = 'web';

/** Mira is the admin; Leo, Ana and Rafi sell; Dewi and Rafi support. */
export const TEAMS = { sales: ['leo', 'ana', 'rafi'], support: ['dewi', 'rafi'] };
const MEMBERS = ['mira', 'leo', 'ana', 'dewi', 'rafi'];

type Bare<C> = C extends unknown ? Omit<C, 'id' | 'seen' | 'written'> : never;
/** A command without what every command has. */
export type BareCommand = Bare<Command> & { id?: string; seen?: number };

export class TestRelay {
  readonly clock: FakeClock;
  log: Log;
  relay: Relay;
  readonly problems: unknown[] = [];
  readonly #seed: number;
  readonly #ids: V7Generator;
  #kill: () => void = () => undefined;

  /** Told of what has to leave, from the next commit on. */
  dispatched: NonNullable<WorkspacePorts['dispatched']> = () => undefined;
  readonly #channels: Channels;

  readonly #files: FileIndex;
  readonly #suspectDisk: SuspectDisk | null;

  constructor(
    options: {
      log?: Log;
      seed?: number;
      clock?: FakeClock;
      channels?: Channels;
      files?: FileIndex;
      suspectDisk?: SuspectDisk;
    } = {},
  ) {
    this.#files = options.files ?? noFiles;
    this.#suspectDisk = options.suspectDisk ?? null;
    this.#channels = options.channels ?? {
      kindOf: (_workspace, channel) => (channel === CHANNEL ? 'web-chat' : null),
      of: () => [CHANNEL],
    };
    this.clock = options.clock ?? new FakeClock();
    this.log = options.log ?? new MemoryLog();
    this.#seed = options.seed ?? 1;
    const random = seededRandom(this.#seed + 1_000_003);
    this.#ids = new V7Generator({ nextUint32: () => Math.floor(random() * 2 ** 32) });
    this.relay = this.#start();
  }

  /** The process died, and another one starts on what was durable. */
  restart(log: Log = this.log): void {
    this.log = log;
    this.relay = this.#start();
    this.clock.settle();
  }

  /** Founds the workspace with its members and teams; new contacts go to the inbox of sales. */
  async found(): Promise<this> {
    await this.#settled(this.relay.createWorkspace(WORKSPACE, 'Toko Kopi'));
    for (const [index, member] of MEMBERS.entries()) {
      const name = `${member.charAt(0).toUpperCase()}${member.slice(1)}`;
      const role = member === 'mira' ? 'admin' : 'agent';
      const joined: RelayInput = { kind: 'join-member', member, name, role, colour: index * 60 };
      await this.#settled(this.relay.submit(WORKSPACE, joined));
    }
    for (const [team, members] of Object.entries(TEAMS)) {
      await this.act('mira', { kind: 'create-team', team, name: team, members });
    }
    await this.act('mira', { kind: 'set-intake', intake: { kind: 'team-inbox', team: 'sales' } });
    return this;
  }

  act(member: string, command: BareCommand): ReturnType<Relay['act']> {
    return this.#settled(this.relay.act(WORKSPACE, member, this.whole(command)));
  }

  /** Adds id, seen and written where they are not given. */
  whole(command: BareCommand): Command {
    const id = this.newId();
    return { id, seen: this.log.head(WORKSPACE)?.seq ?? 0, written: this.clock.now(), ...command };
  }

  newId(): string {
    return this.#ids.generateOrResetWithTs(this.clock.now()).toString();
  }

  open(member: string, document: string): TestClient {
    return this.openAs({ kind: 'member', workspace: WORKSPACE, member }, document);
  }

  openAs(who: Principal, document: string): TestClient {
    const client = new TestClient().connect(this.relay, who, `${WORKSPACE}${document && `/${document}`}`);
    this.clock.settle();
    return client;
  }

  /** Appends a command to an open outbox and lets everything that follows happen. */
  send(outbox: TestClient, command: BareCommand): Command {
    const whole = this.whole(command);
    appendCommand(outbox.doc, whole);
    this.clock.settle();
    return whole;
  }

  /** A customer writes on the web chat; the id of their conversation. */
  customerWrites(visitor: string, text: string, name = 'Budi', attachments: Attachment[] = []): string {
    const who = { kind: 'visitor' as const, workspace: WORKSPACE, channel: CHANNEL, visitor };
    const doorstep = this.openAs(who, `doorstep/${visitor}/phone`);
    const entry = { id: this.newId(), kind: 'say', name, text, attachments, written: this.clock.now() };
    appendCommand(doorstep.doc, entry);
    this.clock.settle();
    doorstep.disconnect();
    const conversation = this.log.conversationOf(WORKSPACE, CHANNEL, visitor);
    if (conversation === null) throw new Error(`nothing arrived from ${visitor}`);
    return conversation;
  }

  async #settled<T>(promise: Promise<T>): Promise<T> {
    // Promises of the relay resolve after a commit, and commits happen when the clock says so.
    this.clock.settle();
    const result = await promise;
    this.clock.settle();
    return result;
  }

  #start(): Relay {
    this.#kill();
    const { clock, kill } = this.clock.forProcess();
    this.#kill = kill;
    return createRelay({
      log: this.log,
      clock,
      chance: seededChance(this.#seed),
      meter: noMeter,
      channels: this.#channels,
      files: this.#files,
      ...(this.#suspectDisk && { suspects: new Suspects(this.#suspectDisk) }),
      dispatched: (...news) => this.dispatched(...news),
      problem: (what, error) => this.problems.push({ what, error }),
    });
  }
}
