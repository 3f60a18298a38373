// A company's server: takes signed replies on a port of the loopback, checks them with the public library, and answers as the
// test tells it to.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface GotReply {
  id: string;
  headers: IncomingMessage['headers'];
  path: string;
  body: {
    type: string;
    data: { reply: string; text: string; conversation: string; contact: { id: string; name: string } };
  };
}

/** `drop`: accepts it, then ends the connection without an answer. `hold`: never answers. */
export type Behaviour = number | 'drop' | 'hold' | ((response: ServerResponse) => void);

export class TestReceiver {
  /** For each request, in order; then the last for ever. */
  behaviours: Behaviour[] = [200];
  secret: string | null = null;
  /** Every request that was rightly signed, also if it was not answered. */
  readonly got: GotReply[] = [];
  /** What was accepted, each id once if the receiver deduplicates. */
  readonly delivered: GotReply[] = [];
  deduplicates = true;
  wronglySigned = 0;
  /** Called when a request has come, before it is answered. */
  arrived: (reply: GotReply) => void | Promise<void> = () => undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(): Promise<TestReceiver> {
    const receiver = new TestReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/replies`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { headers } = request;
    if (this.secret !== null && !isSigned(this.secret, body, headers)) {
      this.wronglySigned += 1;
      response.writeHead(401).end();
      return;
    }
    const id = String(headers['webhook-id']);
    const reply = { id, headers, path: request.url ?? '', body: JSON.parse(body) as GotReply['body'] };
    this.got.push(reply);
    const behaviour = this.behaviours.length > 1 ? this.behaviours.shift()! : this.behaviours[0]!;
    const accepts = behaviour === 200 || behaviour === 'drop';
    const seen = this.delivered.some((one) => one.id === id);
    if (accepts && !(this.deduplicates && seen)) this.delivered.push(reply);
    await this.arrived(reply);
    if (behaviour === 'drop') request.socket.destroy();
    else if (typeof behaviour === 'number') response.writeHead(behaviour).end(`answer ${behaviour}`);
    else if (behaviour !== 'hold') behaviour(response);
  }
}

function isSigned(secret: string, body: string, headers: IncomingMessage['headers']): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
