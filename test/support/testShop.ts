// A shop with one webhook channel, over HTTP: its customers' messages are signed by the public library, as its own server
// would, and what leaves for it is kept.

import { Webhook } from 'standardwebhooks';
import type { Post, Posted } from '../../server/channels/webhook/post.ts';
import { WORKSPACE } from './startRelay.ts';
import { TestHttp, type Browser } from './testHttp.ts';

export interface Said {
  channel?: string;
  secret?: string;
  id?: string;
  at?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Made {
  channel: { id: string; secrets: unknown[] };
  secret: string;
}

export const message = (id = 'wa-1', text = 'Halo', contact = '+62 812') => ({
  type: 'message.received',
  data: { message: id, contact: { id: contact, name: 'Budi' }, text },
});

export class TestShop {
  readonly http: TestHttp;
  /** The admin. */
  readonly mira: Browser;
  channel = '';
  secret = '';
  /** What has left, and what is answered to it. */
  readonly posts: Post[];
  posted: Posted = { kind: 'answered', status: 200, headers: {}, body: 'ok' };

  private constructor(http: TestHttp, mira: Browser, posts: Post[]) {
    this.http = http;
    this.mira = mira;
    this.posts = posts;
  }

  static async open(): Promise<TestShop> {
    const posts: Post[] = [];
    let answer = (): Posted => ({ kind: 'no-answer' });
    const http = await TestHttp.start({
      post: (post) => {
        posts.push(post);
        return Promise.resolve(answer());
      },
    });
    const shop = new TestShop(http, await http.signedIn('mira'), posts);
    answer = () => shop.posted;
    const url = 'https://toko.example/replies';
    const made = await shop.create({ kind: 'webhook', name: 'Kurir', url, deduplicates: true });
    shop.channel = made.channel.id;
    shop.secret = made.secret;
    return shop;
  }

  async create(body: unknown): Promise<Made> {
    const response = await this.mira.post(`/api/workspaces/${WORKSPACE}/channels`, body);
    if (response.status !== 201) throw new Error(`not made: ${await response.text()}`);
    return (await response.json()) as Made;
  }

  /** A message comes in; the test says what of it is not as it should be. */
  async say({ headers = {}, ...said }: Said = {}, address = '203.0.113.7'): Promise<Response> {
    const body = typeof said.body === 'string' ? said.body : JSON.stringify(said.body ?? message());
    const at = said.at ?? this.http.clock.now();
    const id = said.id ?? 'msg_1';
    const sender = this.http.browser(address);
    sender.origin = null;
    return await sender.ask('POST', `/api/channels/${said.channel ?? this.channel}/messages`, {
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at / 1_000)),
        'webhook-signature': new Webhook(said.secret ?? this.secret).sign(id, new Date(at), body),
        ...headers,
      },
    });
  }

  /** The id of the conversation that a message began or went on in. */
  async conversation(said: Said = {}): Promise<string> {
    return ((await (await this.say(said)).json()) as { conversation: string }).conversation;
  }

  /** What customers have said, in the log. */
  texts(): string[] {
    const records = this.http.relay.log.read(WORKSPACE, 0, 10_000);
    return records
      .flatMap(({ events }) => events)
      .flatMap((event) => (event.kind === 'message-received' ? [event.text] : []));
  }
}
