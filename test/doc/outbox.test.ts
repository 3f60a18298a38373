// Commands on a device: kept before they are called kept, in order, and never lost between the two places they can be in.

import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MemoryStores } from '#lib/doc/client/memoryStores.ts';
import type { DocumentStore, Stores } from '#lib/doc/client/stores.ts';
import type { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import { HOUR, SECOND } from '../support/people.ts';
import { Stage } from '../support/stage.ts';
import type { TestDevice } from '../support/testDevice.ts';

/** A disk that can be full, and slow. */
class FlakyStores implements Stores {
  isFull = false;
  readonly #inner = new MemoryStores(() => undefined);
  readonly #listeners = new Set<() => void>();

  get problem(): string | null {
    return this.isFull ? 'QuotaExceededError' : null;
  }
  open(name: string, doc: Y.Doc): DocumentStore {
    if (!this.isFull) {
      const store = this.#inner.open(name, doc);
      return { ...store, stored: async () => !this.isFull };
    }
    return { loaded: Promise.resolve(), stored: async () => false, close: async () => undefined };
  }
  read(name: string): Promise<Uint8Array[]> {
    return this.#inner.read(name);
  }
  names(prefix: string): Promise<string[]> {
    return this.#inner.names(prefix);
  }
  erase(name: string): Promise<void> {
    return this.#inner.erase(name);
  }
  onProblem(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  fill(): void {
    this.isFull = true;
    for (const listener of this.#listeners) listener();
  }
}

let stage: Stage;
let conversation: string;
afterEach(() => stage.end());

async function leoOffline(stores?: Stores): Promise<[TestDevice, WorkspaceCore]> {
  stage = new Stage();
  await stage.relay.found();
  conversation = stage.relay.customerWrites('visitor-1', 'Halo');
  const device = stage.device('leo');
  if (stores) device.stores = stores;
  const leo = await stage.open(device, 'leo');
  device.goOffline();
  await stage.settle();
  return [device, leo];
}

const note = (text: string) => ({
  kind: 'note' as const,
  conversation,
  text,
  attachments: [],
  mention: null,
});
const notesOf = (leo: WorkspaceCore): string[] =>
  leo
    .conversation(conversation)
    .timeline.flatMap(({ entry }) => (entry.kind === 'note-added' ? [entry.text] : []));

describe('an outbox on a device', () => {
  it('says plainly when the device cannot keep it, and sends it all the same', async () => {
    const stores = new FlakyStores();
    const [device, leo] = await leoOffline(stores);
    expect(await leo.send(note('satu'))).toBe('kept');
    stores.fill();
    await stage.settle();
    expect(leo.storage).toEqual({ state: 'memory', why: 'QuotaExceededError' });
    expect(await leo.send(note('dua'))).toBe('memory');
    expect(leo.waiting).toBe(2);
    await stage.online(device);
    expect(leo.waiting).toBe(0);
    leo.conversation(conversation);
    await stage.settle();
    expect(notesOf(leo)).toEqual(['satu', 'dua']);
  });

  it('keeps more than the relay takes at once, across a reload, in order', async () => {
    const [device, leo] = await leoOffline();
    for (let n = 0; n < 130; n += 1) await leo.send(note(`${n}`));
    device.kill();
    const again = await stage.open(device, 'leo');
    expect(again.waiting).toBe(130);
    expect(again.takeBack(again.cards('team/sales')[0]?.pending?.commands[120] ?? '')).toBe(true);
    expect(again.waiting).toBe(129);
    await stage.online(device);
    for (let second = 0; second < 10; second += 1) await stage.pass(SECOND);
    expect(again.waiting).toBe(0);
    again.conversation(conversation);
    await stage.settle();
    const expected = Array.from({ length: 130 }, (_, n) => `${n}`).filter((text) => text !== '120');
    expect(notesOf(again)).toEqual(expected);
  });

  it('holds large texts back in the same way', async () => {
    const [device, leo] = await leoOffline();
    const long = (n: number): string => `${n} ${'é'.repeat(9_000)}`;
    for (let n = 0; n < 20; n += 1) await leo.send(note(long(n)));
    await stage.online(device);
    for (let second = 0; second < 10; second += 1) await stage.pass(SECOND);
    expect(leo.waiting).toBe(0);
    leo.conversation(conversation);
    await stage.settle();
    expect(notesOf(leo).map((text) => Number(text.split(' ')[0]))).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
    expect(device.problems).toEqual([]);
  });

  it('keeps one draft and one read mark on their way, however often they change', async () => {
    const [device, leo] = await leoOffline();
    for (let n = 0; n < 20; n += 1) {
      leo.saveDraft(conversation, 'reply', `Teks ${n}`);
      await stage.pass(2 * SECOND);
    }
    await leo.markRead(conversation);
    const outbox = leo.session.own?.outbox.entries ?? [];
    expect(outbox.map(({ kind }) => kind)).toEqual(['save-draft', 'mark-read']);
    await stage.online(device);
    expect(leo.draft(conversation, 'reply')).toBe('Teks 19');
    expect(leo.session.own?.outbox.entries).toEqual([]);
  });

  it('asks about old replies once: dropped is dropped, as a note is a note', async () => {
    const [device, leo] = await leoOffline();
    const reply = (text: string) => ({ kind: 'reply' as const, conversation, text, attachments: [] });
    await leo.send(reply('buang'));
    await leo.send(reply('catat'));
    await leo.send(reply('kirim'));
    await stage.pass(2 * HOUR);
    await stage.online(device);
    expect(leo.held.map(({ where }) => where)).toEqual(['device', 'device', 'device']);
    const [first, second, third] = ['buang', 'catat', 'kirim'].map((text) =>
      leo.held.find(({ command }) => 'text' in command && command.text === text)!,
    );
    await leo.drop(first!);
    await leo.resend(second!, 'note');
    await leo.resend(third!, 'again');
    await stage.settle();
    expect(leo.held).toEqual([]);
    const view = leo.conversation(conversation);
    await stage.settle();
    const said = view.timeline.flatMap(({ entry }) =>
      'text' in entry ? [`${entry.kind} ${entry.text}`] : [],
    );
    expect(said).toEqual(['message-received Halo', 'note-added catat', 'reply-sent kirim']);
    // After another night it is not asked about again.
    device.goOffline();
    await stage.pass(2 * HOUR);
    await stage.online(device);
    expect(leo.held).toEqual([]);
  });

  it('finds its outbox again when the browser forgot which device it is', async () => {
    const [device, leo] = await leoOffline();
    await leo.send(note('jangan hilang'));
    await stage.close(leo);
    device.notes.clear();
    const again = await stage.open(device, 'leo');
    expect(again.waiting).toBe(1);
    await stage.online(device);
    expect(again.waiting).toBe(0);
  });

  it('begins a new outbox when many tabs have written in the old one, once nothing of it waits and no tab is open', async () => {
    const [device, leo] = await leoOffline();
    const outboxOf = (core: WorkspaceCore) =>
      core.session.documents.all().find(({ name }) => name.includes('/outbox/'))!;
    const old = outboxOf(leo);
    const tabs = new Y.Doc();
    for (let tab = 0; tab < 501; tab += 1) {
      const one = new Y.Doc();
      one.getArray('commands').push([{ id: `tab-${tab}` }]);
      one.getArray('commands').delete(0);
      Y.applyUpdate(tabs, Y.encodeStateAsUpdate(one));
    }
    Y.applyUpdate(old.doc, Y.encodeStateAsUpdate(tabs));
    await leo.send(note('masih ada'));
    await stage.close(leo);
    device.kill();
    const busy = await stage.open(device, 'leo');
    expect(outboxOf(busy).name).toBe(old.name);
    expect(busy.waiting).toBe(1);

    const commands = outboxOf(busy).doc.getArray('commands');
    commands.delete(0, commands.length);
    const second = await stage.open(device, 'leo');
    expect(outboxOf(second).name).toBe(old.name);
    await stage.close(busy);
    await stage.close(second);
    device.kill();

    const fresh = await stage.open(device, 'leo');
    expect(outboxOf(fresh).name).not.toBe(old.name);
    expect((await device.stores.names('')).filter((name) => name.endsWith(old.name))).toEqual([]);
    await fresh.send(note('di kotak baru'));
    await stage.online(device);
    expect(fresh.waiting).toBe(0);
    const view = fresh.conversation(conversation);
    await stage.settle();
    expect(view.timeline.map(({ entry }) => 'text' in entry && entry.text)).toContain('di kotak baru');
    expect(outboxOf(fresh).doc.store.clients.size).toBeLessThan(5);
  });

  it('leaves entries of a newer version alone', async () => {
    const [, leo] = await leoOffline();
    const [outbox] = leo.session.documents.all().filter(({ name }) => name.includes('/outbox/'));
    outbox?.doc.getArray('commands').push([{ id: 'x', kind: 'from-the-future' }, 'no object', null]);
    await leo.send(note('satu'));
    expect(leo.waiting).toBe(1);
    expect(outbox?.doc.getArray('commands').length).toBe(4);
  });
});
