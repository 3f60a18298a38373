// A customer without a browser: the web chat's own client in this process, over a real socket. For tests that need many.

import { noRelayFiles } from './noRelayFiles.ts';
import { WebSocket } from 'ws';
import { browserEnvironment } from '#lib/doc/client/browser.ts';
import { ChatCore } from '#lib/doc/client/chatCore.ts';
import type { Environment, SocketLike } from '#lib/doc/client/environment.ts';
import { DEMO_CHANNEL, DEMO_WORKSPACE } from '../../server/demo/people.ts';

export class Customer {
  readonly #chat: ChatCore;

  /** @param address of the relay, as its console says it */
  constructor(address: string, name: string) {
    const notes = new Map<string, string>();
    const environment: Environment = {
      ...browserEnvironment(),
      notes: {
        get: (key) => notes.get(key) ?? null,
        set: (key, value) => void notes.set(key, value),
        remove: (key) => void notes.delete(key),
      },
      onHint: () => () => undefined,
      onNote: () => () => undefined,
      files: noRelayFiles,
      askRelay: async () => null,
      broadcast: false,
      connect: (url, protocols) => connect(url, protocols, address),
      report: (error) => {
        throw error;
      },
    };
    this.#chat = new ChatCore({
      workspace: DEMO_WORKSPACE,
      channel: DEMO_CHANNEL,
      url: `${address.replace('http', 'ws')}/sync`,
      environment,
    });
    void this.#chat.introduce(name);
  }

  /** Resolves when the relay has it. */
  async says(text: string): Promise<void> {
    await this.#chat.say(text);
    await this.#until(() => this.#chat.timeline.some((line) => !line.pending && line.entry.text === text));
  }

  /** Everything that the customer was ever shown. */
  get saw(): string[] {
    return this.#chat.timeline.map(({ entry }) => entry.text);
  }

  async leave(): Promise<void> {
    await this.#chat.close();
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        off();
        resolve();
      };
      const off = this.#chat.subscribe('content', look);
      look();
    });
  }
}

function connect(url: string, protocols: string[], origin: string): SocketLike {
  const socket = new WebSocket(url, protocols, { origin });
  // Nobody listens while the relay is down; `close` follows.
  socket.on('error', () => undefined);
  return socket as unknown as SocketLike;
}

/** One customer writes one message and is gone. */
export async function writes(address: string, name: string, text: string): Promise<void> {
  const customer = new Customer(address, name);
  await customer.says(text);
  await customer.leave();
}
