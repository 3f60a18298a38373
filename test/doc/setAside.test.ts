// Between an outbox and the desk: whenever the page goes, what somebody wrote is on the disk in one place or in both, and never
// in neither. The disk here is as slow as the test wants it.

import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Desk, readDesk } from '#lib/doc/client/desk.ts';
import { Drafts } from '#lib/doc/client/drafts.ts';
import type { ClientClock } from '#lib/doc/client/environment.ts';
import { Outbox, type Entry } from '#lib/doc/client/outbox.ts';
import { appendCommand, readCommands, removeCommands } from '#lib/doc/outboxDoc.ts';
import type { Draft } from '#lib/doc/schema.ts';
import { ASK_BEFORE_SENDING_MS, COMMANDS_AT_ONCE } from '#lib/rules/limits.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { SECOND } from '../support/people.ts';

/** A document whose disk says that all is stored when the test says so. */
class SlowDocument {
  readonly doc = new Y.Doc();
  readonly whenLoaded = Promise.resolve();
  #waiting: (() => void)[] = [];

  stored(): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.push(() => resolve(true)));
  }
  get isAsked(): boolean {
    return this.#waiting.length > 0;
  }
  async write(): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve();
    await settled();
  }
}

let clock: FakeClock;
let paper: SlowDocument;
let table: SlowDocument;
let outbox: Outbox<Entry>;

beforeEach(() => {
  clock = new FakeClock();
  paper = new SlowDocument();
  table = new SlowDocument();
  outbox = new Outbox(paper, new Desk(table), clientClock(), isEntry);
});

const inOutbox = (): string[] =>
  readCommands(paper.doc)
    .filter(isEntry)
    .map(({ id }) => id);
const onDesk = (): string[] => readDesk(table.doc).asides.map(({ command, why }) => `${command.id} ${why}`);

describe('replies that waited for more than an hour', () => {
  it('F3 stay in the outbox until the desk has them on its disk, and are asked about once', async () => {
    for (const entry of [reply('old'), note('old-note')]) appendCommand(paper.doc, entry);
    clock.advance(ASK_BEFORE_SENDING_MS + 1);
    appendCommand(paper.doc, reply('young'));
    const holding = outbox.holdStale();
    await settled();
    expect(table.isAsked).toBe(true);
    expect(onDesk()).toEqual(['old ask']);
    // A page that goes now has it twice; that it is in the outbox is what counts.
    expect(inOutbox()).toEqual(['old', 'old-note', 'young']);
    expect(outbox.asking).toEqual([]);
    await table.write();
    await holding;
    expect(inOutbox()).toEqual(['old-note', 'young']);
    expect(outbox.asking.map(({ command: { id } }) => id)).toEqual(['old']);
  });

  it('F3 are sent to the millisecond of the hour', async () => {
    appendCommand(paper.doc, reply('just'));
    clock.advance(ASK_BEFORE_SENDING_MS);
    await outbox.holdStale();
    expect(inOutbox()).toEqual(['just']);
    expect(onDesk()).toEqual([]);
  });

  it('F3 that their writer sends after all leave the desk when the outbox has them on its disk', async () => {
    const old = reply('old');
    appendCommand(paper.doc, old);
    clock.advance(ASK_BEFORE_SENDING_MS + 1);
    const holding = outbox.holdStale();
    await table.write();
    await holding;
    const sending = outbox.sendAsked(old);
    await settled();
    expect([inOutbox(), onDesk()]).toEqual([['old'], ['old ask']]);
    await paper.write();
    expect(await sending).toBe('kept');
    expect([inOutbox(), onDesk()]).toEqual([['old'], []]);
  });
});

describe('what the outbox has no room for', () => {
  it('F3 leaves the desk when the outbox has it on its disk, and stands in one place for whoever looks', async () => {
    for (let n = 0; n < COMMANDS_AT_ONCE; n += 1) appendCommand(paper.doc, note(`n${n}`));
    void outbox.append(note('late'));
    await settled();
    expect(onDesk()).toEqual(['late room']);
    removeCommands(paper.doc, () => true);
    const filling = outbox.fill();
    await settled();
    expect([inOutbox(), onDesk()]).toEqual([['late'], ['late room']]);
    expect(outbox.entries.map(({ id }) => id)).toEqual(['late']);
    await paper.write();
    expect(onDesk()).toEqual(['late room']);
    await table.write();
    await filling;
    expect([inOutbox(), onDesk()]).toEqual([['late'], []]);
  });
});

describe('a text that is sent on', () => {
  it('F3 F4 leaves the desk only if it is still the one that was sent', async () => {
    const desk = new Desk(table);
    const sent: { draft: Draft; done: () => void }[] = [];
    const send = (draft: Draft): Promise<void> =>
      new Promise((resolve) => sent.push({ draft, done: resolve }));
    const drafts = new Drafts(desk, clientClock(), send);
    drafts.save('c1', 'reply', 'Sela');
    clock.advance(2 * SECOND);
    expect(sent.map(({ draft }) => draft.text)).toEqual(['Sela']);
    // Typed on while the other is on its way to the disk.
    drafts.save('c1', 'reply', 'Selamat');
    clock.advance(SECOND);
    sent[0]?.done();
    await settled();
    expect([...desk.drafts().values()].map(({ text }) => text)).toEqual(['Selamat']);
    clock.advance(2 * SECOND);
    expect(sent.map(({ draft }) => draft.text)).toEqual(['Sela', 'Selamat']);
    sent[1]?.done();
    await settled();
    expect(desk.drafts().size).toBe(0);
  });
});

function reply(id: string): Entry {
  return { id, kind: 'reply', written: clock.now(), conversation: 'c1' };
}

function note(id: string): Entry {
  return { ...reply(id), kind: 'note' };
}

function isEntry(entry: unknown): entry is Entry {
  return typeof entry === 'object' && entry !== null && 'id' in entry;
}

function clientClock(): ClientClock {
  return {
    wall: () => clock.now(),
    monotonic: () => clock.now(),
    soon: (task) => clock.soon(task),
    after: (delayMs, task) => clock.after(delayMs, task),
    idle: (task) => clock.soon(task),
  };
}

/** Whatever follows from what is done has followed. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
