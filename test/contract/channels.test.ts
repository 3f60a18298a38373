// Every adapter of a channel runs channel.suite.ts.

import { createPost } from '../../server/channels/webhook/post.ts';
import { createWebhookChannel } from '../../server/channels/webhook/webhookChannel.ts';
import { createEmailChannel } from '../../server/channels/email/emailChannel.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { TestReceiver, type Behaviour } from '../support/testReceiver.ts';
import { SMTP_PASSWORD, SMTP_USER, TestSmtp, type SmtpBehaviour } from '../support/testSmtp.ts';
import { channelSuite, type ChannelSubject, type OtherSide } from './channel.suite.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const BEHAVIOUR: Record<Exclude<OtherSide, 'is-gone'>, Behaviour> = {
  accepts: 200,
  'refuses-for-good': 404,
  'is-busy': 503,
  'accepts-and-drops': 'drop',
  'is-silent': 'hold',
  'talks-for-ever': (response) => {
    response.writeHead(200);
    const more = (): void => {
      if (!response.destroyed) response.write('x'.repeat(65_536), more);
    };
    more();
  },
};

channelSuite('webhook', async (): Promise<ChannelSubject> => {
  const receiver = await TestReceiver.start();
  const clock = new FakeClock();
  const { url } = receiver;
  const channel = createWebhookChannel(
    { url, deduplicates: true },
    {
      post: createPost({ clock, allowPrivate: true }),
      clock,
      allowPrivate: true,
      secrets: () => [SECRET],
      addressOf: () => '+62 812',
      links: { of: ({ file }) => `https://inbox.example/${file}` },
    },
  );
  return {
    channel,
    become: async (side) => {
      if (side === 'is-gone') await receiver.stop();
      else receiver.behaviours = [BEHAVIOUR[side]];
    },
    arrived: () => receiver.got.map(({ id }) => id),
    timePasses: () => clock.advance(60_000),
    end: () => receiver.stop(),
  };
});

const SMTP_BEHAVIOUR: Record<Exclude<OtherSide, 'is-gone'>, SmtpBehaviour> = {
  accepts: 250,
  'refuses-for-good': 550,
  'is-busy': 451,
  'accepts-and-drops': 'drop',
  'is-silent': 'hold',
  'talks-for-ever': 'talk',
};

channelSuite('email', async (): Promise<ChannelSubject> => {
  const smtp = await TestSmtp.start();
  const clock = new FakeClock();
  const server = {
    host: '127.0.0.1',
    port: smtp.port,
    security: 'none' as const,
    user: SMTP_USER,
  };
  const channel = createEmailChannel(
    { address: SMTP_USER, imap: server, smtp: server, tagged: false },
    {
      smtp: { clock, allowPrivate: true },
      password: () => SMTP_PASSWORD,
      addressOf: () => 'budi@pelanggan.example',
      tokenOf: () => 'abcdefghijklmnopqrstuvwxyz',
      files: { facts: () => null, read: () => (async function* () {})() },
    },
  );
  return {
    channel,
    become: async (side) => {
      if (side === 'is-gone') await smtp.stop();
      else smtp.behaviours = [SMTP_BEHAVIOUR[side]];
    },
    arrived: () => smtp.got.map(({ id }) => id),
    timePasses: () => clock.advance(600_000),
    end: () => smtp.stop(),
  };
});
