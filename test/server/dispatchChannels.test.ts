// R16 R17 I9: the real dispatcher with each real channel on a connection of the loopback. The process dies at every named point,
// and the other side takes the reply and drops its answer, or breaks off in its middle: all of it together.

import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingChannel } from '../../server/channels/channel.ts';
import { createEmailChannel } from '../../server/channels/email/emailChannel.ts';
import { createPost } from '../../server/channels/webhook/post.ts';
import { createWebhookChannel } from '../../server/channels/webhook/webhookChannel.ts';
import type { DispatchPoint } from '../../server/dispatch/dispatcher.ts';
import { CHANNEL } from '../support/startRelay.ts';
import { HOUR, TestDispatch } from '../support/testDispatch.ts';
import { TestReceiver } from '../support/testReceiver.ts';
import { SMTP_PASSWORD, SMTP_USER, TestSmtp } from '../support/testSmtp.ts';

const POINTS: (DispatchPoint | 'nowhere')[] = ['nowhere', 'before-begin', 'begun', 'answered', 'ended'];

/** What the other side does with the first try: takes it, takes it and drops its answer, breaks off before it has all of it. */
type First = 'takes' | 'drops' | 'breaks-off';

/** The customer's side, of whichever channel. */
interface Side {
  channel: OutgoingChannel;
  /** Ids of the replies that were taken, each time they were. */
  taken: () => string[];
  stop: () => Promise<void>;
}

const noFiles = { facts: () => null, read: () => (async function* () {})() };

async function mailServer(office: TestDispatch, first: First): Promise<Side> {
  const smtp = await TestSmtp.start();
  smtp.behaviours = [{ takes: 250, drops: 'drop' as const, 'breaks-off': 'cut' as const }[first], 250];
  const server = { host: '127.0.0.1', port: smtp.port, security: 'none' as const, user: SMTP_USER };
  const channel = createEmailChannel(
    { address: SMTP_USER, imap: server, smtp: server, tagged: false },
    {
      smtp: { clock: office.relay.clock, allowPrivate: true },
      password: () => SMTP_PASSWORD,
      addressOf: () => 'budi@pelanggan.example',
      tokenOf: () => 'a'.repeat(26),
      files: noFiles,
    },
  );
  return { channel, taken: () => smtp.got.map(({ id }) => id), stop: () => smtp.stop() };
}

async function companyServer(office: TestDispatch, first: First, deduplicates: boolean): Promise<Side> {
  const receiver = await TestReceiver.start();
  receiver.deduplicates = deduplicates;
  receiver.behaviours = [first === 'takes' ? 200 : first === 'drops' ? 'drop' : 503, 200];
  const { clock } = office.relay;
  const channel = createWebhookChannel(
    { url: receiver.url, deduplicates },
    {
      post: createPost({ clock, allowPrivate: true }),
      ...{ clock, allowPrivate: true, addressOf: () => '+62 812', links: { of: () => '' } },
      secrets: () => [`whsec_${Buffer.alloc(32, 7).toString('base64')}`],
    },
  );
  return { channel, taken: () => receiver.delivered.map(({ id }) => id), stop: () => receiver.stop() };
}

/** A reply, with all that happens to it; what the thread says of it in the end. */
async function play(office: TestDispatch, side: Side, point: (typeof POINTS)[number]): Promise<string> {
  office.receivers.set(CHANNEL, side.channel);
  const budi = await office.customer();
  office.dieAt = point === 'nowhere' ? null : point;
  const seq = await office.answer(budi, 'Halo');
  await moved(office, () => office.dieAt === null);
  if (point !== 'nowhere') office.begin();
  const state = (): string => office.deliveries(budi)[seq]?.state ?? 'nothing yet';
  await moved(office, () => state() !== 'nothing yet');
  // Only now, since the other side's time limits run on the same clock.
  if (state() === 'trying') await office.pass(60_000);
  await moved(office, () => state() !== 'trying');
  await office.pass(40 * HOUR);
  return state();
}

/** The connection is real: what comes over it comes when it comes. */
async function moved(office: TestDispatch, done: () => boolean): Promise<void> {
  await expect
    .poll(
      async () => {
        await office.settle();
        return done();
      },
      { interval: 10, timeout: 5_000 },
    )
    .toBe(true);
}

let office: TestDispatch;
let side: Side;
beforeEach(async () => {
  office = await TestDispatch.start();
});
afterEach(async () => {
  await side.stop();
  const problems = office.relay.problems.map((problem) => inspect(problem));
  expect(problems.filter((problem) => !problem.includes('the process is dead'))).toEqual([]);
});

const CASES = POINTS.flatMap((point) =>
  (['takes', 'drops', 'breaks-off'] as const).map((first) => [point, first] as const),
);

describe('R16 R17 I9 the relay dies, and the other side', () => {
  it.each(CASES)('at "%s" %s: a company that knows replies again has it once', async (point, first) => {
    side = await companyServer(office, first, true);
    expect(await play(office, side, point)).toBe('sent');
    expect(side.taken()).toHaveLength(1);
  });

  describe.each([
    ['any other company', (first: First) => companyServer(office, first, false)],
    ['a mail server', (first: First) => mailServer(office, first)],
  ])('%s', (_name, open) => {
    it.each(CASES)('at "%s" %s: has it once, or at most once and it is seen', async (point, first) => {
      side = await open(first);
      const state = await play(office, side, point);
      // Nobody knows where an answer was dropped, and where the relay died between asking and writing down.
      const lost = point === 'begun' || point === 'answered' || first === 'drops';
      expect(state).toBe(lost ? 'unknown' : 'sent');
      const never = point === 'begun' || (point === 'answered' && first === 'breaks-off');
      expect(side.taken()).toHaveLength(never ? 0 : 1);
    });
  });
});
