// A shop with an e-mail channel on real servers, in a workspace of its own, and what came into it.

import { expect } from 'vitest';
import type { Event } from '#lib/rules/event.ts';
import { WORKSPACE } from './startRelay.ts';
import { MAILBOX_PASSWORDS, mailboxSettings, type MailServers } from './testMailbox.ts';
import { bodyOf, TestHttp, type Browser } from './testHttp.ts';
import type { TestSmtp } from './testSmtp.ts';

type Received = Event & { kind: 'message-received' };

export class MailShop {
  readonly http: TestHttp;
  readonly mira: Browser;
  readonly channel: string;
  readonly #smtp: TestSmtp;

  private constructor(http: TestHttp, mira: Browser, channel: string, smtp: TestSmtp) {
    this.http = http;
    this.mira = mira;
    this.channel = channel;
    this.#smtp = smtp;
  }

  /** Resolves when the mailbox is read. */
  static async open({ dovecot, smtp }: MailServers): Promise<MailShop> {
    smtp.got.length = 0;
    smtp.behaviours = [250];
    const http = await TestHttp.start({ allowPrivate: true });
    const mira = await http.signedIn('mira');
    const response = await mira.post(`/api/workspaces/${WORKSPACE}/channels`, {
      kind: 'email',
      name: 'Surat',
      email: mailboxSettings({ imap: dovecot.port, smtp: smtp.port }),
      passwords: MAILBOX_PASSWORDS,
    });
    expect(response.status).toBe(201);
    const { channel } = await bodyOf<{ channel: { id: string } }>(response);
    const shop = new MailShop(http, mira, channel.id, smtp);
    await shop.reads();
    return shop;
  }

  close(): void {
    this.http.emails.stop();
    expect(this.http.relay.problems).toEqual([]);
  }

  /** Until the mailbox is open and how far it was read is known. */
  async reads(): Promise<void> {
    const { relay, emails } = this.http;
    await expect.poll(() => relay.log.cursor(WORKSPACE, this.channel), { timeout: 10_000 }).not.toBeNull();
    await expect.poll(() => emails.stateOf(WORKSPACE, this.channel)).toEqual({ state: 'reading' });
  }

  events(): Event[] {
    return this.http.relay.log.read(WORKSPACE, 0, 10_000).flatMap((record) => record.events);
  }

  received(): Received[] {
    return this.events().filter((event): event is Received => event.kind === 'message-received');
  }

  texts(): string[] {
    return this.received().map(({ text }) => text);
  }

  conversations(): string[] {
    return [...new Set(this.received().map(({ conversation }) => conversation))];
  }

  /** Resolves when so many mails are in the log. */
  async arrive(many: number): Promise<void> {
    await expect.poll(() => this.received().length, { timeout: 10_000 }).toBe(many);
  }

  async setAside(): Promise<string[]> {
    const answer = await this.mira.get(`/api/workspaces/${WORKSPACE}/channels/${this.channel}/set-aside`);
    return (await bodyOf<{ mails: { why: string }[] }>(answer)).mails.map(({ why }) => why);
  }

  /** Leo answers in a conversation; the mail as it arrived. */
  async leoAnswers(conversation: string, text: string): Promise<{ id: string; source: string }> {
    const { relay } = this.http;
    const before = this.#smtp.got.length;
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await relay.act('leo', { kind: 'reply', conversation, text, attachments: [] });
    await expect.poll(() => this.#smtp.got.length, { timeout: 10_000 }).toBe(before + 1);
    return this.#smtp.got[before]!;
  }
}
