import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Attachment } from '#lib/rules/conversation.ts';
import { FILE_MAX, FILE_UNNAMED_MS, MENTION_MS, VISITOR_FILES_PER_DAY } from '#lib/rules/limits.ts';
import { visitorOf } from '../../server/channels/visitor.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';

const SECRET = 'Zq3vT9xK1mWb7RfYc5Lh2Pd8Ns4Gj6';
const OTHER_SECRET = 'b7RfYc5Lh2Pd8Ns4Gj6Zq3vT9xK1mW';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.7\nan invoice\n%%EOF');
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

let http: TestHttp;
let leo: Browser;
let conversation: string;

beforeEach(async () => {
  http = await TestHttp.start({ demo: true });
  leo = await http.signedIn('leo');
  conversation = http.relay.customerWrites(visitor(SECRET), 'Halo');
});

function visitor(secret: string): string {
  return visitorOf(WORKSPACE, 'web', secret) ?? 'none';
}

function shaOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function put(
  who: Browser,
  bytes: Uint8Array,
  { id = shaOf(bytes), size = bytes.length, from = 0 } = {},
): Promise<Response> {
  const headers = { 'upload-length': String(size), 'upload-offset': String(from) };
  return who.ask('PUT', `/api/uploads/${WORKSPACE}/${id}`, { body: bytes.subarray(from), headers });
}

function putAsVisitor(bytes: Uint8Array, secret = SECRET): Promise<Response> {
  const headers = { 'upload-length': String(bytes.length), authorization: `Visitor ${secret}` };
  const path = `/api/chat-uploads/${WORKSPACE}/web/${shaOf(bytes)}`;
  return http.browser().ask('PUT', path, { body: bytes, headers });
}

function attachment(bytes: Uint8Array, name: string, type = 'text/html'): Attachment {
  return { id: shaOf(bytes), name, type, size: 1 };
}

async function reply(...attachments: Attachment[]): Promise<string> {
  const outcome = await http.relay.act('leo', { kind: 'reply', conversation, text: '', attachments });
  return outcome.kind === 'held' ? outcome.refusal.reason : outcome.kind;
}

async function note(file: Attachment, mention: string | null): Promise<void> {
  await http.relay.act('leo', { kind: 'note', conversation, text: '', attachments: [file], mention });
}

function get(who: Browser, bytes: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return who.get(`/api/files/${WORKSPACE}/${conversation}/${shaOf(bytes)}`, headers);
}

function getAsVisitor(bytes: Uint8Array, secret = SECRET): Promise<Response> {
  const path = `/api/chat-files/${WORKSPACE}/web/${shaOf(bytes)}`;
  return http.browser().get(path, { authorization: `Visitor ${secret}` });
}

async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer());
}

describe('a file that a member brings', () => {
  it('goes with a reply, and comes back to whoever may see the conversation', async () => {
    expect((await put(leo, PDF)).status).toBe(200);
    expect(await reply(attachment(PDF, 'invoice.pdf'))).toBe('accepted');
    for (const answer of [await get(leo, PDF), await getAsVisitor(PDF)]) {
      expect(answer.status).toBe(200);
      expect(await bytesOf(answer)).toEqual(PDF);
    }
  });

  it('is named as it is, whatever its sender says of it', async () => {
    await put(leo, PDF);
    await reply(attachment(PDF, '../../etc/in‮voice.pdf', 'text/html'));
    const thread = http.relay.open('leo', `thread/${conversation}`);
    const entry = readThread(thread.doc)?.timeline.find(({ kind }) => kind === 'reply-sent');
    const shown = { id: shaOf(PDF), name: 'invoice.pdf', type: 'application/pdf', size: PDF.length };
    expect(entry).toMatchObject({ attachments: [shown] });
  });

  it('is refused in a reply by whoever has not brought it, though somebody has', async () => {
    const dewi = await http.signedIn('dewi');
    await put(dewi, PDF);
    expect(await reply(attachment(PDF, 'invoice.pdf'))).toBe('unknown-attachment');
    expect(await bodyOf(await leo.get(`/api/uploads/${WORKSPACE}/${shaOf(PDF)}`))).toEqual({
      stored: false,
      received: 0,
    });
  });

  it('is not sent twice', async () => {
    await put(leo, PDF);
    expect(await bodyOf(await leo.get(`/api/uploads/${WORKSPACE}/${shaOf(PDF)}`))).toEqual({
      stored: true,
      received: PDF.length,
    });
    expect(await bodyOf(await put(leo, Buffer.alloc(0), { id: shaOf(PDF), size: PDF.length }))).toEqual({
      stored: true,
      received: PDF.length,
    });
  });

  it('goes on where the line broke', async () => {
    const size = PDF.length;
    const id = shaOf(PDF);
    expect((await put(leo, PDF.subarray(0, 5), { id, size })).status).toBe(202);
    expect(await bodyOf(await leo.get(`/api/uploads/${WORKSPACE}/${id}`))).toEqual({
      stored: false,
      received: 5,
    });
    expect(await bodyOf(await put(leo, PDF, { from: 3 }))).toEqual({ stored: false, received: 5 });
    expect((await put(leo, PDF, { from: 5 })).status).toBe(200);
    expect(http.disk.files.get(id)).toEqual(Uint8Array.from(PDF));
  });

  it('goes on by another request while the first hangs on a dead line', async () => {
    const sender = { kind: 'member', workspace: WORKSPACE, member: 'leo' } as const;
    const [id, size] = [shaOf(PDF), PDF.length];
    let revive = (): void => undefined;
    async function* dying(): AsyncGenerator<Uint8Array> {
      yield PDF.subarray(0, 5);
      await new Promise<void>((resolve) => (revive = resolve));
      yield PDF.subarray(5);
    }
    const first = http.files.bring(sender, { id, size, from: 0 }, dying());
    await expect.poll(() => http.files.state(sender, id).received).toBe(5);
    expect((await put(leo, PDF, { from: 5 })).status).toBe(200);
    revive();
    expect(await first).toEqual({ kind: 'more', received: size });
    expect(http.disk.files.get(id)).toEqual(Uint8Array.from(PDF));
  });

  it('M12 is not kept if it is another, longer than said, or too large', async () => {
    expect((await put(leo, PDF, { id: shaOf(PNG) })).status).toBe(422);
    expect((await put(leo, PDF, { size: 4 })).status).toBe(422);
    expect((await put(leo, PDF, { size: FILE_MAX + 1 })).status).toBe(413);
    expect(http.disk).toMatchObject({ files: new Map(), drafts: 0 });
  });

  it('is refused while the disk is full, and leaves nothing behind', async () => {
    http.disk.room = 10;
    expect((await put(leo, PDF)).status).toBe(507);
    expect(http.disk).toMatchObject({ files: new Map(), drafts: 0 });
    http.disk.room = Infinity;
    expect((await put(leo, PDF)).status).toBe(200);
  });

  it('is not known by anything that is no hash', async () => {
    for (const id of ['x', '..', '%2e%2e%2fkey', shaOf(PDF).toUpperCase(), `${shaOf(PDF)}0`]) {
      expect([id, (await put(leo, PDF, { id })).status]).toEqual([id, 404]);
    }
  });
});

describe('M8 a file of a conversation', () => {
  it('has one answer for what there is not and what is not for whoever asks', async () => {
    await put(leo, PDF);
    await reply(attachment(PDF, 'invoice.pdf'));
    const dewi = await http.signedIn('dewi');
    const answers = [
      await get(dewi, PDF),
      await get(dewi, PNG),
      await get(leo, PNG),
      await leo.get(`/api/files/${WORKSPACE}/none/${shaOf(PDF)}`),
      await getAsVisitor(PDF, OTHER_SECRET),
      await getAsVisitor(PNG),
    ];
    const told = await Promise.all(
      answers.map(async (answer) => [answer.status, Object.fromEntries(answer.headers), await answer.text()]),
    );
    for (const one of told) expect(one).toEqual(told[0]);
    expect(told[0]![0]).toBe(404);
  });

  it('C3 a guest has it for 24 hours', async () => {
    await put(leo, PDF);
    await note(attachment(PDF, 'a.pdf'), 'dewi');
    const dewi = await http.signedIn('dewi');
    expect((await get(dewi, PDF)).status).toBe(200);
    http.clock.advance(MENTION_MS - 1);
    expect((await get(dewi, PDF)).status).toBe(200);
    http.clock.advance(1);
    expect((await get(dewi, PDF)).status).toBe(404);
    expect((await get(leo, PDF)).status).toBe(200);
  });

  it('is not the customer’s in a note', async () => {
    await put(leo, PDF);
    await note(attachment(PDF, 'a.pdf'), null);
    expect((await getAsVisitor(PDF)).status).toBe(404);
  });

  it('of a customer comes with what they say; what they have not brought is left out', async () => {
    expect((await putAsVisitor(PNG)).status).toBe(200);
    const attachments = [attachment(PNG, 'photo.png'), attachment(PDF, 'not here.pdf')];
    http.relay.customerWrites(visitor(SECRET), '', 'Budi', attachments);
    expect(await bytesOf(await get(leo, PNG))).toEqual(PNG);
    expect((await get(leo, PDF)).status).toBe(404);
    const chat = http.relay.log.head(WORKSPACE)?.seq;
    http.relay.customerWrites(visitor(SECRET), ' ', 'Budi', [attachment(PDF, 'not here.pdf')]);
    expect(http.relay.log.head(WORKSPACE)?.seq).toBe(chat);
  });
});

describe('M20 what comes out', () => {
  async function sent(bytes: Uint8Array, name: string): Promise<Response> {
    await put(leo, bytes);
    await reply(attachment(bytes, name, 'image/png'));
    return get(leo, bytes);
  }

  it.each([
    ['an SVG', SVG, 'picture.svg', ['application/octet-stream', 'attachment']],
    [
      'HTML that is said to be a picture',
      Buffer.from('<html><script>1</script>'),
      'a.png',
      ['application/octet-stream', 'attachment'],
    ],
    ['a PDF', PDF, 'a.pdf', ['application/pdf', 'attachment']],
    ['a picture', PNG, 'a.html', ['image/png', 'inline']],
  ])('%s never runs', async (_, bytes, name, [type, disposition]) => {
    const { headers } = await sent(bytes, name);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toMatch(new RegExp(`^${String(disposition)};`));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe(
      "sandbox; default-src 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('private, no-store');
  });

  it('has a name that leads nowhere and hides nothing', async () => {
    const { headers } = await sent(PNG, 'C:\\x\\..\\fak‮gnp\r\n".é*’.png');
    expect(headers.get('content-disposition')).toBe(
      `inline; filename="fakgnp_.___.png"; filename*=UTF-8''fakgnp_.%C3%A9_%E2%80%99.png`,
    );
  });

  it('may be had in parts', async () => {
    await sent(PNG, 'a.png');
    const cases: [string, number, string | null, Uint8Array][] = [
      ['bytes=0-3', 206, `bytes 0-3/${PNG.length}`, PNG.subarray(0, 4)],
      ['bytes=60-', 206, `bytes 60-${PNG.length - 1}/${PNG.length}`, PNG.subarray(60)],
      ['bytes=-2', 206, `bytes ${PNG.length - 2}-${PNG.length - 1}/${PNG.length}`, PNG.subarray(-2)],
      [`bytes=${PNG.length}-`, 416, `bytes */${PNG.length}`, Buffer.alloc(0)],
      ['bytes=0-1,4-5', 200, null, PNG],
      ['bytes=3-1', 200, null, PNG],
      ['bytes=-', 200, null, PNG],
    ];
    for (const [range, status, part, bytes] of cases) {
      const answer = await get(leo, PNG, { range });
      expect([range, answer.status, answer.headers.get('content-range')]).toEqual([range, status, part]);
      expect(await bytesOf(answer)).toEqual(Buffer.from(bytes));
    }
    expect((await get(leo, PNG, { range: 'bytes=0-3', 'if-range': '"another"' })).status).toBe(200);
  });
});

describe('V2 how much', () => {
  it('a visitor brings in a day has an end, and a member’s is their own', async () => {
    const sender = {
      kind: 'visitor',
      workspace: WORKSPACE,
      channel: 'web',
      visitor: visitor(SECRET),
    } as const;
    const table = http.database.prepare(
      `INSERT INTO files (workspace, id, sender, source, size, type, at) VALUES (?, ?, ?, ?, ?, 'x/y', ?)`,
    );
    table.run(
      WORKSPACE,
      'a',
      `visitor:web/${sender.visitor}`,
      'visitors:web',
      VISITOR_FILES_PER_DAY,
      http.clock.now(),
    );
    expect((await putAsVisitor(PNG)).status).toBe(429);
    expect((await putAsVisitor(PNG, OTHER_SECRET)).status).toBe(200);
    expect((await put(leo, PNG)).status).toBe(200);
    http.clock.advance(86_400_001);
    expect((await putAsVisitor(PNG)).status).toBe(200);
  });

  it('comes in at once has an end', async () => {
    const sender = { kind: 'member', workspace: WORKSPACE, member: 'leo' } as const;
    for (let index = 0; index < 5; index += 1) {
      const upload = { id: shaOf(Buffer.from([index])), size: 10, from: 0 };
      expect((await http.files.bring(sender, upload, Readable.from([Buffer.alloc(1)]))).kind).toBe('more');
    }
    expect((await put(leo, PNG)).status).toBe(429);
    // Lines that do not come back make room.
    http.clock.advance(2 * 3_600_000);
    expect((await put(leo, PNG)).status).toBe(200);
  });

  it('nobody sends goes after two weeks; what was sent stays', async () => {
    await put(leo, PNG);
    await put(leo, PDF);
    await reply(attachment(PDF, 'a.pdf'));
    http.clock.advance(FILE_UNNAMED_MS + 3_600_000);
    expect([...http.disk.files.keys()]).toEqual([shaOf(PDF)]);
    expect((await get(await http.signedIn('leo'), PDF)).status).toBe(200);
    expect(await reply(attachment(PNG, 'a.png'))).toBe('unknown-attachment');
  });
});
