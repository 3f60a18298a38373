// Honest traffic of one merged document: members with several tabs, each tab with its own Yjs client id, all tabs of a
// member over one store (as y-indexeddb has it), and a relay behind the front door. The network delays, loses, repeats
// and reorders; tabs reload, go offline and come back; a store loses a row. Everything comes from one seed.

import * as Y from 'yjs';
import { inspect, type Inspection, type Policy } from '../../server/frontDoor/inspect.ts';
import { seededRandom } from './fakeChance.ts';

type Shape = { root: 'commands'; shape: 'append-only' } | { root: 'note'; shape: 'rich-text' };
export type Random = () => number;

export interface Traffic {
  /** What a person does in a tab. */
  act(doc: Y.Doc, random: Random): void;
  /** Stores lose rows now and then. */
  losesRows?: boolean;
  /** What the relay itself does; only with commands. */
  decide?(doc: Y.Doc, random: Random): void;
}

export interface Tally {
  ok: number;
  empty: number;
  missing: number;
  refused: Inspection[];
}

interface Message {
  tab: Tab;
  to: 'relay' | 'tab';
  kind: 'step1' | 'update';
  bytes: Uint8Array;
  /** Which connection of the tab it belongs to. */
  socket: number;
}

class Tab {
  readonly member: string;
  readonly world: World;
  doc: Y.Doc;
  socket = 0;
  /** State vector with which the relay asked last over this socket. */
  asked: Uint8Array | null = null;
  undo: Y.UndoManager | null = null;

  constructor(world: World, member: string) {
    this.world = world;
    this.member = member;
    this.doc = this.#load(false);
  }

  get isConnected(): boolean {
    return this.socket > 0;
  }

  connect(): void {
    this.socket = this.world.nextSocket();
    this.asked = null;
    this.send('step1', Y.encodeStateVector(this.doc));
    this.world.ask(this);
  }

  disconnect(): void {
    this.socket = 0;
  }

  turnOnOrOff(): void {
    if (this.isConnected) this.disconnect();
    else this.connect();
  }

  undoOrRedo(undo: boolean): void {
    if (undo) this.undo?.undo();
    else this.undo?.redo();
  }

  /** @param early connects before the store is read: then what was stored is sent as an update, as y-websocket does */
  reload(early: boolean): void {
    this.disconnect();
    this.doc = this.#load(early);
  }

  /** y-indexeddb writes one row in place of many. */
  trim(): void {
    const rows = this.world.rowsOf(this.member);
    for (const row of rows) Y.applyUpdate(this.doc, row, 'store');
    rows.splice(0, rows.length, Y.encodeStateAsUpdate(this.doc));
  }

  send(kind: Message['kind'], bytes: Uint8Array): void {
    this.world.wire.push({ tab: this, to: 'relay', kind, bytes, socket: this.socket });
  }

  take({ kind, bytes }: Message): void {
    if (kind === 'step1') this.send('update', Y.encodeStateAsUpdate(this.doc, bytes));
    else Y.applyUpdate(this.doc, bytes, 'relay');
  }

  #load(early: boolean): Y.Doc {
    const doc = this.world.newDoc();
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'store') this.world.rowsOf(this.member).push(update);
      if (origin !== 'relay' && this.isConnected) this.send('update', update);
    });
    // Only the note has undo; a command is taken back by deleting it.
    this.undo =
      this.world.shape.root === 'note'
        ? new Y.UndoManager(doc.getXmlFragment('note'), { captureTimeout: 0 })
        : null;
    this.doc = doc;
    if (early) this.connect();
    // Trimming one tab's rows and reading them in another one is one transaction in IndexedDB.
    for (const row of [...this.world.rowsOf(this.member)]) Y.applyUpdate(doc, row, 'store');
    return doc;
  }
}

export class World {
  readonly shape: Shape;
  readonly relay: Y.Doc;
  readonly tabs: Tab[];
  readonly tally: Tally = { ok: 0, empty: 0, missing: 0, refused: [] };
  /** Every update that a member's tab has offered, for whoever wants to break it. */
  readonly offered: { member: string; bytes: Uint8Array }[] = [];
  wire: Message[] = [];
  readonly #traffic: Traffic;
  readonly #random: Random;
  readonly #rows = new Map<string, Uint8Array[]>();
  readonly #clients = new Map<number, string>();
  #sockets = 0;

  constructor(seed: number, shape: Shape, members: Record<string, number>, traffic: Traffic) {
    this.shape = shape;
    this.#traffic = traffic;
    this.#random = seededRandom(seed);
    this.relay = this.newDoc();
    this.relay.on('update', (update: Uint8Array) => {
      for (const tab of this.tabs) if (tab.isConnected) this.toTab(tab, 'update', update);
    });
    this.tabs = Object.entries(members).flatMap(([member, count]) =>
      Array.from({ length: count }, () => new Tab(this, member)),
    );
  }

  /** Chaos for so many steps, then everybody comes back and hears everything. */
  run(steps: number): void {
    for (let step = 0; step < steps; step += 1) this.#step();
    for (let round = 0; round < 6; round += 1) {
      for (const tab of this.tabs) tab.disconnect();
      this.wire = [];
      for (const tab of this.tabs) tab.connect();
      while (this.wire.length > 0) this.#deliver(0);
    }
  }

  policyFor(member: string): Policy {
    return { ...this.shape, ownsClient: (client) => (this.#clients.get(client) ?? member) === member };
  }

  rowsOf(member: string): Uint8Array[] {
    const rows = this.#rows.get(member) ?? [];
    this.#rows.set(member, rows);
    return rows;
  }

  newDoc(): Y.Doc {
    const doc = new Y.Doc();
    doc.clientID = Math.floor(this.#random() * 2 ** 32);
    if (this.shape.root === 'note') doc.getXmlFragment('note');
    else doc.getArray('commands');
    return doc;
  }

  nextSocket(): number {
    this.#sockets += 1;
    return this.#sockets;
  }

  toTab(tab: Tab, kind: Message['kind'], bytes: Uint8Array): void {
    this.wire.push({ tab, to: 'tab', kind, bytes, socket: tab.socket });
  }

  /** As the relay's sessions do: once for each state, because the answer would be the same. */
  ask(tab: Tab): void {
    const state = Y.encodeStateVector(this.relay);
    if (tab.asked && Buffer.compare(tab.asked, state) === 0) return;
    tab.asked = state;
    this.toTab(tab, 'step1', state);
  }

  #step(): void {
    const random = this.#random;
    const tab = this.tabs[Math.floor(random() * this.tabs.length)];
    if (!tab) return;
    const dice = random();
    if (dice < 0.3) this.#traffic.act(tab.doc, random);
    else if (dice < 0.34) tab.undoOrRedo(random() < 0.5);
    else if (dice < 0.4) this.#traffic.decide?.(this.relay, random);
    else if (dice < 0.46) tab.turnOnOrOff();
    else if (dice < 0.478) tab.reload(random() < 0.5);
    else if (dice < 0.48) this.#loseRow(tab, random);
    else if (dice < 0.49) tab.trim();
    else if (dice < 0.51) this.#repeat(Math.floor(random() * this.wire.length));
    // Mostly in order; sometimes not at all.
    else this.#deliver(random() < 0.8 ? 0 : Math.floor(random() * this.wire.length));
  }

  /** The disk was full for a moment: everything after builds on what is gone, and the tab does not know. */
  #loseRow(tab: Tab, random: Random): void {
    if (!this.#traffic.losesRows) return;
    const rows = this.rowsOf(tab.member);
    rows.splice(Math.floor(random() * rows.length), 1);
    tab.reload(false);
  }

  #repeat(index: number): void {
    const message = this.wire[index];
    if (message) this.wire.push(message);
  }

  #deliver(index: number): void {
    const [message] = this.wire.splice(index, 1);
    if (!message || !message.tab.isConnected) return;
    if (message.to === 'relay') this.#take(message);
    // What an old connection still brings to a tab is dropped with it; the relay may get it late.
    else if (message.socket === message.tab.socket) message.tab.take(message);
  }

  #take({ tab, kind, bytes }: Message): void {
    if (kind === 'step1') return this.toTab(tab, 'update', Y.encodeStateAsUpdate(this.relay, bytes));
    this.offered.push({ member: tab.member, bytes });
    const found = inspect(bytes, this.relay, this.policyFor(tab.member));
    if (found.kind === 'refused') this.tally.refused.push(found);
    else if (found.kind === 'missing') {
      this.tally.missing += 1;
      if (found.usable) this.#apply(tab, found.usable.update, found.usable.clients);
      this.ask(tab);
    } else {
      this.tally[found.empty ? 'empty' : 'ok'] += 1;
      this.#apply(tab, bytes, found.clients);
    }
  }

  #apply(tab: Tab, update: Uint8Array, clients: number[]): void {
    for (const client of clients) this.#clients.set(client, tab.member);
    Y.applyUpdate(this.relay, update);
  }
}
