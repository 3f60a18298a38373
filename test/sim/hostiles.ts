// In every run somebody with an account and somebody from the street do what no client of ours would: they ask for what is
// not theirs, forge, repeat and break whatever they have seen. What they are sent is searched like everybody else's; what they
// write is decided by the same rules; nobody else may notice them.

import * as Y from 'yjs';
import { writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as encoding from 'lib0/encoding';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import { CONTROL_STREAM, decodeFrames, encodeControl, encodeFrames, type Frame } from '#lib/doc/wire.ts';
import { chatName, doorstepName, outboxName } from '#lib/doc/names.ts';
import { byMember, type Author } from '#lib/rules/ids.ts';
import { V7Generator } from 'uuidv7';
import type { Clock } from '../../server/clock.ts';
import { visitorOf } from '../../server/channels/visitor.ts';
import type { Principal } from '../../server/principal.ts';
import { visitorProtocol } from '#lib/doc/client/visitorId.ts';
import { HOSTILE_TO_COMMANDS, HOSTILE_TO_NOTES } from '../support/hostileFrames.ts';
import { mutateBytes } from '../support/mutateBytes.ts';
import { everybody } from '../support/people.ts';
import { CHANNEL, WORKSPACE } from '../support/startRelay.ts';
import type { Counters } from './counters.ts';
import { Dice } from './dice.ts';
import { forgedCommand, forgedMessage, type Forging } from './forgeries.ts';
import type { Wire } from './network.ts';
import type { Oracle } from './oracle.ts';

/** What they keep of what they saw and sent, to use again. */
const LOOT_MAX = 60;
/** y-websocket's kinds of messages: sync, awareness, auth, a question for awareness. */
const KINDS = 4;

export interface HostilePorts {
  dice: Dice;
  oracle: Oracle;
  counters: Counters;
  newId: () => string;
  connect(): Wire;
}

export class Hostile {
  readonly name: string;
  readonly #ports: HostilePorts;
  /** The member that they are, or the id of the visitor. */
  readonly #self: { member: string } | { visitor: string };
  readonly #loot: Uint8Array[] = [];
  readonly #streams = new Map<number, string>();
  readonly #outbox = new Y.Doc();
  #wire: Wire | null = null;
  #next = 1;

  constructor(name: string, self: { member: string } | { visitor: string }, ports: HostilePorts) {
    this.name = name;
    this.#self = self;
    this.#ports = ports;
    this.#outbox.on('update', (update: Uint8Array) => this.#keep(update));
  }

  /** Whose session brings what they send. */
  get author(): Author {
    return 'member' in this.#self ? byMember(this.#self.member) : 'contact';
  }

  /** One thing that nobody should do. */
  act(): string {
    const { dice } = this.#ports;
    if (!this.#wire || this.#wire.isOver || this.#wire.client.isClosed) return this.#connect();
    if (!this.#wire.client.isOpen) return `${this.name} waits at the door`;
    const tricks = [
      () => this.#ask(),
      () => this.#ask(),
      () => this.#forge(),
      () => this.#forge(),
      () => this.#break(),
      () => this.#repeat(),
      () => this.#question(),
      () => this.#garbage(),
    ];
    return `${this.name} ${dice.pick(tricks)()}`;
  }

  #connect(): string {
    const wire = this.#ports.connect();
    this.#wire = wire;
    this.#streams.clear();
    wire.client.onmessage = ({ data }: MessageEvent) => this.#heard(new Uint8Array(data as ArrayBuffer));
    return `${this.name} knocks`;
  }

  #heard(bytes: Uint8Array): void {
    for (const { stream, payload } of decodeFrames(bytes)) {
      if (stream === CONTROL_STREAM) this.#told(new TextDecoder().decode(payload));
      else this.#keep(payload);
    }
  }

  #told(text: string): void {
    const said = JSON.parse(text) as { type: string; stream?: number };
    if (said.type !== 'closed' || said.stream === undefined) return;
    this.#streams.delete(said.stream);
    this.#ports.counters.count('hostile-refused');
  }

  /** Opens any document at all. */
  #ask(): string {
    const { dice } = this.#ports;
    const document = this.#anyName();
    const stream = dice.happens(0.1) ? dice.between(0, 3) : this.#next;
    this.#next += 1;
    this.#streams.set(stream, document);
    const epoch = dice.pick([null, null, 1, dice.between(0, 2 ** 31)]);
    this.#send([encodeControl({ type: 'open', stream, document, epoch })]);
    return `asks for ${document}`;
  }

  /** Commands of its own making, in its own outbox, where the rules have to turn them away. */
  #forge(): string {
    const document =
      'member' in this.#self ? this.#ownOutbox(this.#self.member) : this.#ownDoorstep(this.#self.visitor);
    const known = [...this.#streams].find(([, name]) => name === document)?.[0];
    const stream = known ?? (this.#next += 1);
    const frames: Frame[] =
      known === undefined ? [encodeControl({ type: 'open', stream, document, epoch: null })] : [];
    this.#streams.set(stream, document);
    const forging: Forging = { ...this.#ports };
    const command =
      'member' in this.#self ? forgedCommand(forging, this.#self.member) : forgedMessage(forging);
    appendCommand(this.#outbox, command);
    const everything = Y.encodeStateAsUpdate(this.#outbox);
    this.#send([...frames, { stream, payload: sync((encoder) => writeUpdate(encoder, everything)) }]);
    return `writes ${JSON.stringify(command).slice(0, 120)}`;
  }

  #break(): string {
    const { dice } = this.#ports;
    const [name, update] = dice.pick(dice.happens(0.5) ? HOSTILE_TO_COMMANDS : HOSTILE_TO_NOTES);
    const isMutant = dice.happens(0.5);
    const bytes = isMutant ? mutateBytes(dice.maybe(this.#loot) ?? update, update, dice.next) : update;
    this.#send([{ stream: this.#anyStream(), payload: sync((encoder) => writeUpdate(encoder, bytes)) }]);
    return isMutant ? 'breaks an update' : `sends ${name}`;
  }

  #repeat(): string {
    const { dice } = this.#ports;
    const seen = dice.maybe(this.#loot);
    if (seen) this.#send([{ stream: this.#anyStream(), payload: seen }]);
    return 'sends again what it saw';
  }

  /** Asks for everything that a document holds, in any kind of message. */
  #question(): string {
    const { dice } = this.#ports;
    const payload = dice.happens(0.6)
      ? sync((encoder) => writeSyncStep1(encoder, new Y.Doc()))
      : Uint8Array.of(dice.between(0, KINDS), ...dice.bytes(dice.between(0, 12)));
    this.#send([{ stream: this.#anyStream(), payload }]);
    return 'asks for everything';
  }

  #garbage(): string {
    const { dice } = this.#ports;
    this.#wire?.client.send(dice.bytes(dice.between(0, 40)));
    return 'sends noise';
  }

  #anyName(): string {
    const { dice, oracle } = this.#ports;
    const conversations = [...oracle.state.cards.keys()];
    const conversation = dice.maybe(conversations) ?? this.#ports.newId();
    const visitor = dice.maybe([...oracle.contacts.keys()]) ?? 'nobody';
    return dice.pick([
      WORKSPACE,
      ...['all', 'intake', 'team/sales', 'team/support'].map((name) => `${WORKSPACE}/${name}`),
      `${WORKSPACE}/inbox/${dice.pick(everybody)}`,
      `${WORKSPACE}/thread/${conversation}`,
      `${WORKSPACE}/thread/${conversation}`,
      `${WORKSPACE}/note/${conversation}`,
      chatName(WORKSPACE, visitor),
      doorstepName(WORKSPACE, visitor, 'phone'),
      outboxName(WORKSPACE, dice.pick(everybody), 'laptop'),
      'warung',
      'warung/all',
      `${WORKSPACE}/../warung`,
      '',
    ]);
  }

  #anyStream(): number {
    return this.#ports.dice.maybe([...this.#streams.keys()]) ?? this.#next;
  }

  #ownOutbox(member: string): string {
    return outboxName(WORKSPACE, member, 'script');
  }

  #ownDoorstep(visitor: string): string {
    return doorstepName(WORKSPACE, visitor, 'script');
  }

  #send(frames: Frame[]): void {
    if (this.#wire?.client.isOpen) this.#wire.client.send(Uint8Array.from(encodeFrames(frames)));
  }

  #keep(bytes: Uint8Array): void {
    this.#loot.push(bytes);
    if (this.#loot.length > LOOT_MAX) this.#loot.shift();
  }
}

function sync(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

const SECRET_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

interface Street {
  oracle: Oracle;
  counters: Counters;
  clock: Clock;
  connect: (who: Principal | null, protocols: string[]) => Wire;
}

/** Somebody with an account, and somebody from the street. */
export function letIn(seed: number, { connect, clock, oracle, counters }: Street): Hostile[] {
  const dice = new Dice(seed, 'hostiles');
  const member = dice.pick(['rafi', 'dewi', 'ana']);
  const letters = Array.from(dice.bytes(32), (byte) => SECRET_LETTERS[byte % SECRET_LETTERS.length]);
  const secret = letters.join('');
  const visitor = visitorOf(WORKSPACE, CHANNEL, secret) ?? '';
  const generator = new V7Generator({ nextUint32: () => dice.between(0, 2 ** 32 - 1) });
  const newId = (): string => generator.generateOrResetWithTs(clock.now()).toString();
  const ports = { dice, oracle, counters, newId };
  const principal: Principal = { kind: 'member', workspace: WORKSPACE, member };
  const protocols = [visitorProtocol(WORKSPACE, CHANNEL, secret)];
  return [
    new Hostile(`${member} (hostile)`, { member }, { ...ports, connect: () => connect(principal, []) }),
    new Hostile('a hostile visitor', { visitor }, { ...ports, connect: () => connect(null, protocols) }),
  ];
}
