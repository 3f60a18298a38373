// The authorization matrix of documents, on the wire: everybody asks for everything at every time, over sockets that stay
// open. Who may is the table's (who.ts, documents.ts); a scanner reads every byte that anybody was sent.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awareness } from '../../support/testPresence.ts';
import { documentsOf, type Document } from './documents.ts';
import { House } from './house.ts';
import { Listener } from './listener.ts';
import { Pages } from './pages.ts';
import { foundIn, leaksIn } from './scan.ts';
import { PHASES, reads, WHO, type Phase, type Who } from './who.ts';

/** 15 sockets, 36 names, 5 times; less means that somebody took rows away. */
const FLOOR = 2_700;
/** All of it happens in the hook; on a busy machine that takes a while. */
const HANGS_MS = 180_000;
const AWARENESS = 1;

let house: House;
let pages: Pages;
const listeners: Listener[] = [];
const refused: Who[] = [];
const wrong: string[] = [];
const tried = { cells: 0, open: 0, kept: 0, bytes: 0, presence: 0 };

beforeAll(async () => {
  house = await House.open();
  pages = new Pages(house);
  for (const who of WHO) {
    const listener = await Listener.open(house, who);
    if (listener) listeners.push(listener);
    else refused.push(who);
  }
  for (const phase of PHASES) await play(phase);
}, HANGS_MS);
afterAll(() => house.close());

/** One time of the matrix: access changes, then everybody asks, then something happens everywhere. */
async function play(phase: Phase): Promise<void> {
  for (const listener of listeners) listener.now = { phase, settled: false };
  await house.scene.enter(phase);
  house.http.clock.settle();
  await Promise.all(listeners.map((listener) => listener.settled()));
  for (const listener of listeners) listener.now = { phase, settled: true };
  for (const listener of listeners) judgeKept(listener, phase);
  const documents = documentsOf(house.scene);
  await Promise.all(listeners.map((listener) => listener.ask(documents, phase)));
  for (const listener of listeners) judgeAsked(listener, documents, phase);
  await house.scene.say();
  await present(phase);
  await Promise.all(listeners.map((listener) => listener.settled()));
  await pages.ask(phase);
}

/** Streams of before stay open for whoever still may, and for nobody else. */
function judgeKept(listener: Listener, phase: Phase): void {
  const { who } = listener;
  for (const attempt of listener.attempts) {
    if (!reads(who, attempt.document.opens, attempt.phase)) continue;
    const isOpen = listener.stateOf(attempt) === 'open';
    // Once closed, it stays closed, even where access begins again.
    if (isOpen && !reads(who, attempt.document.opens, phase)) {
      wrong.push(`${who} still has ${attempt.document.name} open ${phase}, from ${attempt.phase}`);
    }
    tried.kept += 1;
  }
}

function judgeAsked(listener: Listener, documents: Document[], phase: Phase): void {
  const { who } = listener;
  const attempts = listener.attempts.slice(-documents.length);
  for (const attempt of attempts) {
    const { opens, name } = attempt.document;
    const state = listener.stateOf(attempt);
    const expected = reads(who, opens, phase) ? 'open' : 'closed';
    if ((state === 'open' ? 'open' : 'closed') !== expected)
      wrong.push(`${who} ${name} ${phase}: ${state}, not ${expected}`);
    tried.cells += 1;
    tried.open += state === 'open' ? 1 : 0;
  }
}

/** The admin shows up in both conversations. */
async function present(phase: Phase): Promise<void> {
  const admin = listeners.find(({ who }) => who === 'admin');
  const rooms =
    admin?.attempts.filter(({ document }) => document.kind === 'thread' || document.kind === 'note') ?? [];
  for (const room of rooms) {
    if (room.phase === phase && admin?.stateOf(room) === 'open') {
      admin.say(room.stream, awareness({ client: 100 + room.stream, state: { writing: 'note' } }));
    }
  }
  await admin?.settled();
}

describe('I11 documents', () => {
  it('nobody opens a socket who is nobody', () => {
    expect(refused).toEqual(['oldToken', 'anonymous']);
  });

  it('open for whom the table says, when it says, and for nobody else; open ones are closed when access ends', () => {
    expect(wrong).toEqual([]);
  });

  it('are sent to nobody else, not a byte', () => {
    const { canaries } = house.scene;
    const leaks = listeners.flatMap(({ heard }) => heard.flatMap((sent) => leaksIn(sent, canaries)));
    expect(leaks).toEqual([]);
  });

  it('every canary was really sent to somebody, so that a leak would be seen', () => {
    const { canaries } = house.scene;
    const seen = new Set(
      listeners.flatMap(({ heard }) => heard.flatMap(({ bytes }) => foundIn(bytes, canaries))),
    );
    expect(canaries.filter((canary) => !seen.has(canary))).toEqual([]);
  });

  it('an unknown conversation and one of others get the same answer, to the byte', () => {
    for (const listener of listeners) {
      for (const phase of PHASES) {
        const asked = listener.attempts.filter(
          (attempt) => attempt.phase === phase && attempt.document.kind === 'thread',
        );
        const unknown = asked.find(({ document }) => document.opens === 'nobody');
        for (const attempt of asked) {
          const { opens } = attempt.document;
          // Whoever had it once is told why it closed.
          const knew = PHASES.slice(0, PHASES.indexOf(phase) + 1).some((time) =>
            reads(listener.who, opens, time),
          );
          if (!knew) expect(listener.stateOf(attempt)).toBe(unknown && listener.stateOf(unknown));
        }
      }
    }
  });

  it('presence reaches whoever has the document open, and nobody else', () => {
    for (const { who, attempts, payloads } of listeners.map((listener) => ({
      who: listener.who,
      attempts: listener.attempts,
      payloads: (stream: number) => listener.payloads(stream),
    }))) {
      for (const { document, phase, stream } of attempts) {
        const told = payloads(stream).filter(([kind]) => kind === AWARENESS).length;
        tried.presence += told;
        if (!reads(who, document.opens, phase))
          expect([who, document.name, phase, told]).toEqual([who, document.name, phase, 0]);
      }
    }
    expect(tried.presence).toBeGreaterThan(50);
  });

  it('nor told by page or by search', () => {
    expect(pages.wrong).toEqual([]);
    expect(pages.found.size).toBeGreaterThan(20);
  });

  it('a session that ends takes its socket along', async () => {
    const cookie = await house.credentials('owner');
    const socket = house.connect(cookie);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    expect((await cookie.browser.post('/api/auth/sign-out', {})).status).toBe(200);
    expect(await closed).toBe(4401);
  });

  it('has not shrunk', () => {
    tried.bytes = listeners.reduce(
      (sum, { heard }) => sum + heard.reduce((all, { bytes }) => all + bytes.length, 0),
      0,
    );
    console.log(
      `tried ${tried.cells} cells of who, which document and when (${tried.open} open), ${tried.kept} streams kept open, ` +
        `${tried.presence} signs of presence, ${pages.asked} pages and searches; read ${tried.bytes} bytes for ${house.scene.canaries.length} canaries`,
    );
    expect(tried.cells).toBeGreaterThanOrEqual(FLOOR);
    expect(house.http.relay.problems).toEqual([]);
  });
});
