// A visitor's web chat as its page sees it; see workspace.svelte.ts.

import { createSubscriber } from 'svelte/reactivity';
import type { Attachment } from '../../rules/conversation.ts';
import type { ChannelId, CommandId, WorkspaceId } from '../../rules/ids.ts';
import { browserEnvironment, relayAddress } from './browser.ts';
import { ChatCore } from './chatCore.ts';
import type { ChatLine } from './chatViews.ts';
import { Files } from './files.svelte.ts';
import type { Notes } from './environment.ts';
import type { Connection, Ended, Kept, Storage } from './views.ts';

export class Chat {
  readonly files: Files;
  readonly #core: ChatCore;
  readonly #content: () => void;
  readonly #connection: () => void;
  readonly #time: () => void;
  readonly #met: () => void;

  /** @param core from `Chat.open`, or one that a test drives */
  constructor(core: ChatCore) {
    this.#core = core;
    const { files: local, port, headers } = core;
    this.files = new Files({ local, port, headers });
    this.#content = createSubscriber((update) => core.subscribe('content', update));
    this.#connection = createSubscriber((update) => core.subscribe('connection', update));
    this.#time = createSubscriber((update) => core.subscribe('time', update));
    this.#met = createSubscriber((update) => core.presence.subscribe(update));
  }

  /** Opens this browser's chat with a channel. Never waits. @param options.notes where a frame keeps who its visitor is */
  static open({ notes, ...of }: { workspace: WorkspaceId; channel: ChannelId; notes?: Notes }): Chat {
    const environment = { ...browserEnvironment(), ...(notes && { notes }) };
    return new Chat(new ChatCore({ ...of, url: relayAddress(), environment }));
  }

  get connection(): Connection {
    this.#connection();
    return this.#core.connection;
  }
  get storage(): Storage {
    this.#connection();
    return this.#core.storage;
  }
  /** Relay time in epoch milliseconds, moving each second for as long as something shows it. */
  get now(): number {
    this.#time();
    return this.#core.now;
  }
  get ended(): Ended | null {
    this.#content();
    return this.#core.ended;
  }
  /** False while neither the device nor the relay has said what was written before: the only time for a placeholder. */
  get known(): boolean {
    this.#content();
    return this.#core.known;
  }
  /** Whom one writes to; empty while it is not known. */
  get team(): string {
    this.#content();
    return this.#core.team;
  }
  /** What the visitor calls themselves; empty if they have not said. */
  get name(): string {
    this.#content();
    return this.#core.name;
  }
  /** In order, what is on its way last. Unchanged lines are the same objects. */
  get timeline(): readonly ChatLine[] {
    this.#content();
    return this.#core.timeline;
  }

  /** Names of those in the team who write a reply just now. */
  get writers(): readonly string[] {
    this.#met();
    return this.#core.presence.writers;
  }
  /** To be called on every key; the team sees that the visitor writes, and never what. Ends by itself. */
  setWriting(writes: boolean): void {
    this.#core.presence.setWriting(writes ? 'reply' : null);
  }

  /** Resolves when the message is kept on this device: only then may the field be cleared. Never rejects. */
  say(text: string, attachments: Attachment[] = []): Promise<Kept> {
    return this.#core.say(text, attachments);
  }
  introduce(name: string): Promise<Kept> {
    return this.#core.introduce(name);
  }
  /** False if it is too late. */
  takeBack(id: CommandId): boolean {
    return this.#core.takeBack(id);
  }
  reconnect(): void {
    this.#core.reconnect();
  }
  close(): Promise<void> {
    return this.#core.close();
  }
  /** Forgets this visitor on this device. */
  wipe(): Promise<void> {
    return this.#core.wipe();
  }
}
