// Files on a device: kept until the relay has them, and whatever shows them waits for that.

import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FileAnswer, FilePort } from '#lib/doc/client/filePort.ts';
import { countUnsent } from '#lib/doc/client/leftBehind.ts';
import { LocalFiles } from '#lib/doc/client/localFiles.ts';
import { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import { ASK_BEFORE_SENDING_MS } from '#lib/rules/limits.ts';
import { TestDevice } from '../support/testDevice.ts';
import { TestRelay, WORKSPACE } from '../support/startRelay.ts';
import { TestNetwork } from '../support/testSocket.ts';

const BYTES = Uint8Array.from(Buffer.from('%PDF-1.7 an invoice'));

/** As much of a relay as takes files, on a line that a test breaks. */
class FakeRelayFiles implements FilePort {
  readonly have = new Map<string, Uint8Array>();
  isUp = true;
  /** Bytes after which the line breaks, once. */
  breaksAfter = Infinity;
  refusal: number | null = null;

  hash = (bytes: Uint8Array): Promise<string> =>
    Promise.resolve(createHash('sha256').update(bytes).digest('hex'));

  ask = (path: string): Promise<FileAnswer | null> => {
    if (!this.isUp) return Promise.resolve(null);
    const here = this.have.get(path)?.length ?? 0;
    return Promise.resolve({ status: 200, body: { stored: here === BYTES.length, received: here } });
  };

  put = (
    path: string,
    headers: Record<string, string>,
    bytes: Uint8Array,
    sent: (bytes: number) => void,
  ): Promise<FileAnswer | null> => {
    if (!this.isUp) return Promise.resolve(null);
    if (this.refusal !== null) return Promise.resolve({ status: this.refusal, body: null });
    const before = this.have.get(path) ?? new Uint8Array();
    expect(Number(headers['Upload-Offset'])).toBe(before.length);
    const came = bytes.subarray(0, this.breaksAfter);
    this.have.set(path, Buffer.concat([before, came]));
    sent(came.length);
    const stored = this.breaksAfter === Infinity;
    this.breaksAfter = Infinity;
    const received = before.length + came.length;
    return Promise.resolve({ status: stored ? 200 : 202, body: { stored, received } });
  };

  get = (): Promise<null> => Promise.resolve(null);
}

let port: FakeRelayFiles;
let relay: TestRelay;
let device: TestDevice;
let leo: WorkspaceCore;
let conversation: string;

beforeEach(async () => {
  port = new FakeRelayFiles();
  // The relay has whatever it was brought.
  const broughtBy = (): Map<string, { size: number; type: string }> =>
    new Map(
      [...port.have].map(([path]) => [path.slice(-64), { size: BYTES.length, type: 'application/pdf' }]),
    );
  relay = await new TestRelay({ files: { broughtBy, named: () => undefined } }).found();
  conversation = relay.customerWrites('budi', 'Halo');
  device = new TestDevice({
    clock: relay.clock,
    network: new TestNetwork(relay.clock, () => relay.relay),
    who: { kind: 'member', workspace: WORKSPACE, member: 'leo' },
  });
  device.files = port;
  leo = await open();
});

async function open(): Promise<WorkspaceCore> {
  const environment = device.page();
  const core = new WorkspaceCore({ workspace: WORKSPACE, me: 'leo', url: 'x', environment });
  await settled();
  await core.session.begun;
  await settled();
  return core;
}

/** Lets what is under way go on, here and at the relay. */
async function settled(): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    relay.clock.settle();
    await Promise.resolve();
    if (round % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function attach(): Promise<Attachment> {
  return (await leo.session.files.keep('../invoice.pdf', BYTES)).attachment;
}

async function says(text: string, attachments: Attachment[]): Promise<void> {
  await leo.send({ kind: 'note', conversation, text, attachments, mention: null });
  await settled();
}

/** Texts of notes that the relay has, in order. */
function noted(): string[] {
  return relay.log
    .read(WORKSPACE, 0, 1_000)
    .flatMap(({ events }) => events)
    .flatMap((event) => (event.kind === 'note-added' ? [event.text] : []));
}

const waiting = (): string[] =>
  (leo.session.own?.outbox.entries ?? []).flatMap((entry) => ('text' in entry ? [entry.text] : []));

describe('a command that shows a file', () => {
  it('goes when the file is there, and what was written after it in the conversation goes after it', async () => {
    port.isUp = false;
    const attachment = await attach();
    expect(attachment).toMatchObject({ name: 'invoice.pdf', type: 'application/pdf', size: BYTES.length });
    await says('with a file', [attachment]);
    await says('after it', []);
    expect(noted()).toEqual([]);
    expect(waiting()).toEqual(['with a file', 'after it']);
    expect(leo.unsent).toBe(2);
    port.isUp = true;
    relay.clock.advance(20_000);
    await settled();
    expect(noted()).toEqual(['with a file', 'after it']);
    expect(waiting()).toEqual([]);
    expect(await device.stores.names('estafet/toko/leo/file/')).toEqual([]);
  });

  it('goes on where the line broke', async () => {
    port.breaksAfter = 5;
    await says('with a file', [await attach()]);
    expect(noted()).toEqual(['with a file']);
    expect([...port.have.values()].map((bytes) => Buffer.from(bytes).toString())).toEqual([
      Buffer.from(BYTES).toString(),
    ]);
  });

  it('is still there after a reload, with its file', async () => {
    port.isUp = false;
    await says('with a file', [await attach()]);
    await leo.close();
    device.kill();
    port.isUp = true;
    leo = await open();
    await settled();
    expect(noted()).toEqual(['with a file']);
  });

  it('is decided without the file where the relay will not have it, and the writer is told', async () => {
    port.refusal = 413;
    await says('with a file', [await attach()]);
    expect(noted()).toEqual([]);
    expect(leo.held.map((held) => held.where === 'relay' && held.refusal.reason)).toEqual([
      'unknown-attachment',
    ]);
  });

  it('can be taken back while it waits', async () => {
    port.isUp = false;
    await says('with a file', [await attach()]);
    const [entry] = leo.session.own?.outbox.entries ?? [];
    expect(leo.takeBack(entry?.id ?? '')).toBe(true);
    port.isUp = true;
    relay.clock.advance(20_000);
    await settled();
    expect(noted()).toEqual([]);
  });

  it('F3 asks its writer first when a reply has waited for an hour', async () => {
    port.isUp = false;
    const attachment = await attach();
    await leo.send({ kind: 'reply', conversation, text: 'late', attachments: [attachment] });
    await settled();
    port.isUp = true;
    device.skewMs += ASK_BEFORE_SENDING_MS + 1;
    relay.clock.advance(20_000);
    await settled();
    expect(leo.held.map(({ where }) => where)).toEqual(['device']);
  });
});

describe('files on a device', () => {
  it('go with the account', async () => {
    port.isUp = false;
    await says('with a file', [await attach()]);
    expect(await device.stores.names('estafet/toko/leo/file/')).toHaveLength(1);
    await leo.wipe();
    expect(await device.stores.names('estafet/')).toEqual([]);
  });

  it('that no command names are removed at the next start', async () => {
    const { attachment } = await leo.session.files.keep('a.pdf', BYTES);
    device.kill();
    const environment = device.page();
    const options = { environment, prefix: 'estafet/toko/leo/', uploads: '', headers: {} };
    const next = new LocalFiles(options);
    expect(await next.read(attachment.id)).toEqual(BYTES);
    await next.tidy(new Set([attachment.id]));
    expect(await next.read(attachment.id)).toEqual(BYTES);
    await new LocalFiles(options).tidy(new Set());
    expect(await next.read(attachment.id)).toBeNull();
  });
});

describe('files that are attached and not sent', () => {
  const DRAFT = 'budi/reply';
  const kept = async (): Promise<string[]> =>
    (await leo.session.files.attached.of(DRAFT)).map(({ name }) => name);

  it('G1 are there after a reload, with their bytes, until they are sent or taken away', async () => {
    port.isUp = false;
    const attachment = await attach();
    const { attached } = leo.session.files;
    // At once, as fast as somebody chooses files.
    void attached.keep(DRAFT, []);
    void attached.keep(DRAFT, [attachment, { ...attachment, id: 'other' }]);
    await attached.keep(DRAFT, [attachment]);
    device.kill();
    leo = await open();
    expect(await kept()).toEqual(['invoice.pdf']);
    expect(await leo.session.files.read(attachment.id)).toEqual(BYTES);
    await leo.session.files.attached.keep(DRAFT, []);
    device.kill();
    leo = await open();
    expect(await kept()).toEqual([]);
    expect(await device.stores.names('estafet/toko/leo/')).not.toContainEqual(
      expect.stringMatching(/attached|file/),
    );
  });

  it('are unsent work for whoever signs out, and go when nobody has touched them for a month', async () => {
    await leo.session.files.attached.keep(DRAFT, [await attach()]);
    expect(await countUnsent(device.page(), WORKSPACE, 'leo')).toBe(1);
    device.kill();
    relay.clock.advance(31 * 86_400_000);
    leo = await open();
    expect(await kept()).toEqual([]);
    expect(await device.stores.names('estafet/toko/leo/file/')).toEqual([]);
  });
});
