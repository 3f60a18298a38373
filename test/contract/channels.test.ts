// Every adapter of a channel runs channel.suite.ts.

import { createPost } from '../../server/channels/webhook/post.ts';
import { createWebhookChannel } from '../../server/channels/webhook/webhookChannel.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { TestReceiver, type Behaviour } from '../support/testReceiver.ts';
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
