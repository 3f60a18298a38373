// This device's commands on their way. What is written goes into the outbox document, which y-websocket brings to the relay;
// the relay removes what it has decided. Three kinds of commands stay on the desk instead: replies that waited so long that
// their writer is asked first, what the outbox has no room for, and what shows files that the relay does not have yet.

import { ASK_BEFORE_SENDING_MS, COMMANDS_AT_ONCE, MERGED_UPDATE_MAX } from '../../rules/limits.ts';
import { appendCommand, entryId, readCommands, removeCommands } from '../outboxDoc.ts';
import type { Attachment } from '../../rules/conversation.ts';
import type { Desk } from './desk.ts';
import type { ClientClock } from './environment.ts';
import type { LocalFiles } from './localFiles.ts';
import type { OpenDocument } from './open.ts';
import type { Kept } from './views.ts';

/** All of an outbox travels as one update when a device comes back, and must fit with one more command of any size. */
const BYTES_MAX = MERGED_UPDATE_MAX / 2;

/** After a line that did not carry. */
const AGAIN_MS = 20_000;

export interface Entry {
  id: string;
  kind: string;
  written: number;
  conversation?: string;
  attachments?: Attachment[];
}

export class Outbox<C extends Entry> {
  readonly #document: Pick<OpenDocument, 'doc' | 'whenLoaded' | 'stored'>;
  readonly #desk: Desk;
  readonly #clock: ClientClock;
  readonly #isCommand: (entry: unknown) => entry is C;
  /** On their way from the desk to the outbox, where they may have been decided already. */
  readonly #moving = new Set<string>();
  #filling = false;
  #files: Pick<LocalFiles, 'bring' | 'forget'> | null = null;
  #bringing: 'no' | 'yes' | 'again' = 'no';
  #cancel: () => void = () => undefined;

  /** @param isCommand tells entries that this version understands from all others, which are left alone */
  constructor(
    document: Pick<OpenDocument, 'doc' | 'whenLoaded' | 'stored'>,
    desk: Desk,
    clock: ClientClock,
    isCommand: (entry: unknown) => entry is C,
  ) {
    this.#document = document;
    this.#desk = desk;
    this.#clock = clock;
    this.#isCommand = isCommand;
  }

  /** Undecided commands in the order in which they were written. */
  get entries(): C[] {
    return [...readCommands(this.#document.doc), ...this.#waiting('room'), ...this.#waiting('files')].filter(
      this.#isCommand,
    );
  }

  /** Commands that are not sent before their writer says so, and since when. */
  get asking(): { command: C; at: number }[] {
    const sent = new Set(this.entries.map(({ id }) => id));
    return this.#desk
      .aside()
      .flatMap(({ command, why, at }) => (why === 'ask' && this.#isCommand(command) ? [{ command, at }] : []))
      .filter(({ command }) => !sent.has(command.id));
  }

  /** From now on what shows files waits until they have been brought. */
  carry(files: Pick<LocalFiles, 'bring' | 'forget'>): void {
    this.#files = files;
    void this.bring();
  }

  /** Resolves when the command is stored on the device; to `memory` if it could not be. */
  async append(command: C): Promise<Kept> {
    await this.#document.whenLoaded;
    return keptIf(await this.#write(command).stored());
  }

  /** True once everything written so far is on the device's disk. */
  stored(): Promise<boolean> {
    return this.#document.stored();
  }

  /** Puts a command in the place of earlier undecided ones that it makes pointless. */
  async replace(command: C, isPointless: (earlier: C) => boolean): Promise<Kept> {
    await this.#document.whenLoaded;
    const pointless = new Set(this.entries.filter(isPointless).map(({ id }) => id));
    // In one transaction, so that no device and no relay ever sees neither of them.
    const place = this.#document.doc.transact(() => {
      const written = this.#write(command);
      if (pointless.size > 0) this.#remove((id) => pointless.has(id));
      return written;
    });
    return keptIf(await place.stored());
  }

  /** @returns false if it is not here (any more) */
  takeBack(id: string): boolean {
    return this.#remove((other) => other === id) > 0;
  }

  /** Sends what its writer was asked about, as it is: under the same id, since nobody knows whether it once arrived. */
  async sendAsked(command: C): Promise<Kept> {
    const kept = await this.append({ ...command, written: this.#clock.wall() });
    this.#desk.takeBack((aside) => aside.why === 'ask' && aside.command.id === command.id);
    return kept;
  }

  /** Before the relay is asked: sets aside replies that are so old that their writer should look at them again. */
  async holdStale(): Promise<void> {
    const stale = readCommands(this.#document.doc)
      .filter(this.#isCommand)
      .filter((command) => this.#isStale(command));
    if (stale.length === 0) return;
    const at = this.#clock.wall();
    this.#desk.setAside(stale.map((command) => ({ command, why: 'ask', at })));
    // On the desk's disk before it leaves the outbox's: a tab that is closed in between has it twice, not never.
    await this.#desk.stored();
    const ids = new Set(stale.map(({ id }) => id));
    removeCommands(this.#document.doc, (entry) => ids.has(entryId(entry) ?? ''));
  }

  /** To be called when the outbox has changed: what waits for room follows in order. */
  async fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    for (const command of this.#waiting('room')) {
      if (!this.#hasRoom(command)) break;
      this.#moving.add(command.id);
      if (this.#isStale(command)) this.#desk.setAside([{ command, why: 'ask', at: this.#clock.wall() }]);
      else appendCommand(this.#document.doc, command);
      await Promise.all([this.#document.stored(), this.#desk.stored()]);
      this.#desk.takeBack(({ why, command: { id } }) => why === 'room' && id === command.id);
      this.#moving.delete(command.id);
    }
    this.#filling = false;
    if (this.#waiting('files').length > 0) void this.bring();
  }

  /** Brings files, and sends on what waited for them. To be called when there may be a line. Never rejects. */
  async bring(): Promise<void> {
    if (this.#bringing !== 'no') {
      this.#bringing = 'again';
      return;
    }
    do {
      this.#bringing = 'yes';
      await this.#bringAll();
    } while (this.#isCalledAgain());
    this.#bringing = 'no';
    this.#cancel();
    if (this.#waiting('files').length > 0) {
      this.#cancel = this.#clock.after(AGAIN_MS, () => void this.bring());
    }
  }

  /** Lets go of the timer. */
  close(): void {
    this.#files = null;
    this.#cancel();
  }

  async #bringAll(): Promise<void> {
    const stuck = new Set<string | undefined>();
    for (const command of this.#waiting('files')) {
      if (stuck.has(command.conversation)) continue;
      const isHere = this.#isStale(command) || (await this.#bringFilesOf(command));
      if (!isHere || !(await this.#moveOn(command))) stuck.add(command.conversation);
    }
  }

  async #bringFilesOf({ attachments = [] }: C): Promise<boolean> {
    for (const attachment of attachments) {
      const outcome = await this.#files?.bring(attachment).catch(() => 'later' as const);
      if (outcome !== 'brought' && outcome !== 'lost') return false;
    }
    return true;
  }

  /** @returns false if it has to wait for room */
  async #moveOn(command: C): Promise<boolean> {
    // It may have been taken back meanwhile.
    if (!this.#waiting('files').some(({ id }) => id === command.id)) return true;
    const isStale = this.#isStale(command);
    if (!isStale && (this.#waiting('room').length > 0 || !this.#hasRoom(command))) return false;
    this.#moving.add(command.id);
    if (isStale) this.#desk.setAside([{ command, why: 'ask', at: this.#clock.wall() }]);
    else appendCommand(this.#document.doc, command);
    await Promise.all([this.#document.stored(), this.#desk.stored()]);
    this.#desk.takeBack(({ why, command: { id } }) => why === 'files' && id === command.id);
    this.#moving.delete(command.id);
    if (!isStale) for (const { id } of command.attachments ?? []) await this.#files?.forget(id);
    return true;
  }

  /** Files themselves, or a place behind something of the same conversation that waits for its files. */
  #waitsForFiles(command: C): boolean {
    if (!this.#files || command.kind === 'save-draft' || command.kind === 'mark-read') return false;
    if ((command.attachments ?? []).length > 0) return true;
    return this.#waiting('files').some(({ conversation }) => conversation === command.conversation);
  }

  #isCalledAgain(): boolean {
    return this.#bringing === 'again';
  }

  #write(command: C): { stored(): Promise<boolean> } {
    if (this.#waitsForFiles(command)) {
      this.#desk.setAside([{ command, why: 'files', at: this.#clock.wall() }]);
      void this.bring();
      return this.#desk;
    }
    if (this.#waiting('room').length === 0 && this.#hasRoom(command)) {
      appendCommand(this.#document.doc, command);
      return this.#document;
    }
    this.#desk.setAside([{ command, why: 'room', at: this.#clock.wall() }]);
    return this.#desk;
  }

  #waiting(reason: 'room' | 'files'): C[] {
    const inOutbox = new Set(readCommands(this.#document.doc).map(entryId));
    return this.#desk
      .aside()
      .filter(({ why }) => why === reason)
      .map(({ command }) => command)
      .filter(this.#isCommand)
      .filter(({ id }) => !inOutbox.has(id) && !this.#moving.has(id));
  }

  #remove(gone: (id: string) => boolean): number {
    const fromOutbox = removeCommands(this.#document.doc, (entry) => gone(entryId(entry) ?? ''));
    return fromOutbox + this.#desk.takeBack(({ command }) => gone(command.id));
  }

  #hasRoom(command: C): boolean {
    const entries = readCommands(this.#document.doc);
    if (entries.length >= COMMANDS_AT_ONCE) return false;
    return [...entries, command].reduce<number>((sum, entry) => sum + sizeOf(entry), 0) <= BYTES_MAX;
  }

  #isStale({ kind, written }: C): boolean {
    return kind === 'reply' && this.#clock.wall() - written > ASK_BEFORE_SENDING_MS;
  }
}

function keptIf(stored: boolean): Kept {
  return stored ? 'kept' : 'memory';
}

function sizeOf(entry: unknown): number {
  return new TextEncoder().encode(JSON.stringify(entry)).length;
}
