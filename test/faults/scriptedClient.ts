// A member's real client in Node, over a real socket, that writes as fast as it is answered and keeps a history of its own of
// what it sent and what it was told.

import { noRelayFiles } from '../support/noRelayFiles.ts';
import type { Environment, SocketLike } from '#lib/doc/client/environment.ts';
import { MemoryStores } from '#lib/doc/client/memoryStores.ts';
import type { TimelineLine, Wish } from '#lib/doc/client/views.ts';
import { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import type { TimelineEntry } from '#lib/doc/schema.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import type { ConversationId } from '#lib/rules/ids.ts';
import { V7Generator } from 'uuidv7';
import { WebSocket } from 'ws';
import { seededRandom } from '../support/fakeChance.ts';

/** Undecided commands at a time: enough that a commit carries several, few enough that answers are heard. */
const WAITING_MAX = 4;
/** Conversations that it reads along. */
const OPEN_MAX = 4;

export interface Told {
  conversation: ConversationId;
  entry: TimelineEntry;
}

export interface ScriptedClientOptions {
  member: string;
  token: string;
  /** The relay's socket. */
  url: string;
  seed: number;
  /** It waits for one of so many parts of what a browser would. */
  hurry: number;
  /** Called for every line that the relay has confirmed. */
  told(): void;
}

export class ScriptedClient {
  readonly member: string;
  readonly token: string;
  /** Ids of all that it sent, in order. */
  readonly sent: string[] = [];
  /** Every confirmed line that it ever saw. */
  readonly told = new Map<string, Told>();
  readonly problems: unknown[] = [];
  readonly core: WorkspaceCore;
  readonly #options: ScriptedClientOptions;
  readonly #random: () => number;
  readonly #views = new Map<ConversationId, ReturnType<WorkspaceCore['conversation']>>();
  readonly #read = new Map<ConversationId, number>();
  readonly #made: string[] = [];
  #writes = true;
  #atRest: (() => void) | null = null;

  constructor(options: ScriptedClientOptions) {
    this.#options = options;
    this.member = options.member;
    this.token = options.token;
    this.#random = seededRandom(options.seed);
    const environment = this.#environment();
    this.core = new WorkspaceCore({ workspace: 'demo', me: options.member, url: options.url, environment });
    this.core.subscribe('content', () => this.#changed());
    this.core.subscribe('connection', () => this.#changed());
  }

  /** Writes nothing more; resolves when all that it wrote has been decided. */
  rest(): Promise<void> {
    this.#writes = false;
    return new Promise((resolve) => {
      this.#atRest = resolve;
      this.#changed();
    });
  }

  /** Resolves when it knows that it has no connection. */
  lostTouch(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.core.connection.state === 'live') return;
        off();
        resolve();
      };
      const off = this.core.subscribe('connection', look);
      look();
    });
  }

  /** Sends a note of its own in a conversation that it then reads along; resolves when it is told that it is decided. */
  sends(note: { text: string; attachments: Attachment[] }): Promise<void> {
    const conversation = this.core.session.inboxes.all()[0]?.id ?? '';
    const view = this.core.conversation(conversation);
    this.#views.set(conversation, view);
    const made = this.#made.length;
    void this.core.send({ kind: 'note', conversation, mention: null, ...note });
    const id = this.#made[made] ?? '';
    this.sent.push(id);
    return new Promise((resolve) => {
      const off = this.core.subscribe('content', () => {
        if (!view.timeline.some(({ pending, entry }) => !pending && entry.command === id)) return;
        off();
        resolve();
      });
    });
  }

  /** Resolves when no line that is confirmed on its screen has one of these numbers. */
  showsNone(lost: (seq: number) => boolean): Promise<void> {
    const lines = (): TimelineLine[] => [...this.#views.values()].flatMap(({ timeline }) => timeline);
    return new Promise((resolve) => {
      const look = (): void => {
        if (lines().some(({ pending, entry }) => !pending && lost(entry.seq))) return;
        off();
        resolve();
      };
      const off = this.core.subscribe('content', look);
      look();
    });
  }

  close(): Promise<void> {
    return this.core.close();
  }

  #changed(): void {
    this.#hear();
    if (!this.core.ready) return;
    while (this.#writes && this.core.waiting < WAITING_MAX && this.#write());
    if (!this.#writes && this.core.waiting === 0 && this.core.connection.state === 'live') this.#atRest?.();
  }

  #hear(): void {
    for (const [conversation, view] of this.#views) {
      const confirmed = view.timeline.filter(({ pending }) => !pending);
      for (const { entry } of confirmed.slice(this.#read.get(conversation) ?? 0)) {
        const key = `${conversation} ${entry.seq} ${entry.kind}`;
        if (this.told.has(key)) continue;
        this.told.set(key, { conversation, entry });
        this.#options.told();
      }
      this.#read.set(conversation, confirmed.length);
    }
  }

  /** @returns false if there is nothing to write about */
  #write(): boolean {
    const cards = this.core.session.inboxes.all();
    const card = cards[Math.floor(this.#random() * cards.length)];
    if (!card) return false;
    if (this.#views.size < OPEN_MAX && !this.#views.has(card.id)) {
      this.#views.set(card.id, this.core.conversation(card.id));
    }
    const waiting = this.core.waiting;
    const wish = this.#wish(card.id);
    if (this.core.predict(wish)) return false;
    const made = this.#made.length;
    void this.core.send(wish);
    this.sent.push(this.#made[made] ?? '');
    // It is in the outbox at once, or after a promise: then the next change asks for more.
    return this.core.waiting > waiting;
  }

  #wish(conversation: ConversationId): Wish {
    const text = `${this.member} ${this.sent.length}`;
    const chance = this.#random();
    if (chance < 0.3) return { kind: 'reply', conversation, text, attachments: [] };
    if (chance < 0.4) return { kind: 'assign', conversation, to: { kind: 'me' } };
    return { kind: 'note', conversation, text, attachments: [], mention: null };
  }

  #environment(): Environment {
    const notes = new Map<string, string>();
    const ids = new V7Generator({ nextUint32: () => Math.floor(this.#random() * 2 ** 32) });
    const report = (error: unknown): void => void this.problems.push(error);
    return {
      clock: {
        wall: () => Date.now(),
        monotonic: () => performance.now() * this.#options.hurry,
        soon: (task) => void setImmediate(task),
        idle: (task) => void setImmediate(task),
        after: (delayMs, task) => {
          const timer = setTimeout(task, delayMs / this.#options.hurry);
          return () => clearTimeout(timer);
        },
      },
      chance: this.#random,
      newId: () => {
        const id = ids.generateOrResetWithTs(Date.now()).toString();
        this.#made.push(id);
        return id;
      },
      randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(this.#random() * 256)),
      connect: (url, protocols) => this.#connect(url, protocols),
      stores: new MemoryStores(report),
      notes: {
        get: (key) => notes.get(key) ?? null,
        set: (key, value) => void notes.set(key, value),
        remove: (key) => void notes.delete(key),
      },
      onHint: () => () => undefined,
      onNote: () => () => undefined,
      // What it shows, somebody has brought.
      files: {
        ...noRelayFiles,
        ask: () => Promise.resolve({ status: 200, body: { stored: true, received: 0 } }),
      },
      askRelay: async () => null,
      whileAlone: (_name, task) => task(),
      broadcast: false,
      report,
    };
  }

  #connect(url: string, protocols: string[]): SocketLike {
    const socket = new WebSocket(url, protocols, {
      headers: { authorization: `Bearer ${this.#options.token}` },
    });
    // Nobody listens while the relay is down; `close` follows.
    socket.on('error', () => undefined);
    return socket as unknown as SocketLike;
  }
}
