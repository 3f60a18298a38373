// What every channel by which replies leave has to do, whatever it speaks. An adapter's test gives the suite the other side.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingChannel, OutgoingReply } from '../../server/channels/channel.ts';

/** How the other side behaves from now on. */
export type OtherSide =
  | 'accepts'
  | 'refuses-for-good'
  | 'is-busy'
  /** Takes the reply, and ends the connection before it has answered. */
  | 'accepts-and-drops'
  /** Takes the connection and says nothing, for ever. */
  | 'is-silent'
  /** Nobody listens. */
  | 'is-gone'
  /** Answers without end. */
  | 'talks-for-ever';

export interface ChannelSubject {
  channel: OutgoingChannel;
  become(side: OtherSide): Promise<void>;
  /** Ids of the replies that have reached the other side, as it knows them, each time they did. */
  arrived(): string[];
  /** Lets the adapter's own time limit pass. */
  timePasses(): void;
  end(): Promise<void>;
}

export const REPLY: OutgoingReply = {
  id: '019a0000-0000-7000-8000-000000000001',
  workspace: 'toko',
  channel: 'kurir',
  conversation: 'budi',
  contact: { id: 'contact-budi', name: 'Budi' },
  author: 'Leo',
  team: 'Toko Kopi',
  answers: { messages: ['<1@pelanggan.example>'], subject: 'Paket' },
  text: 'Halo Budi, <b>siap</b> 🙏\nSampai besok.',
  attachments: [],
  at: Date.UTC(2026, 10, 22, 9),
};

export function channelSuite(name: string, open: () => Promise<ChannelSubject>): void {
  describe(`${name}, as a channel`, () => {
    let subject: ChannelSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.end());

    it('says that it was accepted only when it was', async () => {
      await subject.become('accepts');
      expect((await subject.channel.send(REPLY)).answer).toEqual({ kind: 'accepted' });
      expect(subject.arrived()).toHaveLength(1);
    });

    it('R17 is known by the same id at every try, and by another for another reply', async () => {
      await subject.become('accepts-and-drops');
      await subject.channel.send(REPLY);
      await subject.become('accepts');
      await subject.channel.send(REPLY);
      await subject.channel.send({ ...REPLY, id: '019a0000-0000-7000-8000-000000000002' });
      const [first, second, other] = subject.arrived();
      expect(second).toBe(first);
      expect(other).not.toBe(first);
    });

    it('tells what will never be accepted from what may be later', async () => {
      await subject.become('refuses-for-good');
      expect((await subject.channel.send(REPLY)).answer.kind).toBe('refused');
      await subject.become('is-busy');
      expect((await subject.channel.send(REPLY)).answer.kind).toBe('busy');
    });

    it('R17 admits that it does not know, when the answer is lost', async () => {
      await subject.become('accepts-and-drops');
      expect((await subject.channel.send(REPLY)).answer.kind).toBe('no-answer');
    });

    it('knows that nothing has left, when nobody is there', async () => {
      await subject.become('is-gone');
      expect((await subject.channel.send(REPLY)).answer.kind).toBe('busy');
      expect(subject.arrived()).toEqual([]);
    });

    it('ends by itself, when the other side says nothing', async () => {
      await subject.become('is-silent');
      const sending = subject.channel.send(REPLY);
      await expect.poll(() => subject.arrived().length).toBe(1);
      subject.timePasses();
      expect((await sending).answer.kind).toBe('no-answer');
    });

    it('listens to no more than it shows', async () => {
      await subject.become('talks-for-ever');
      const { said, answer } = await subject.channel.send(REPLY);
      expect(said.length).toBeLessThanOrEqual(10_000);
      expect(answer.kind).not.toBe('busy');
    });
  });
}
