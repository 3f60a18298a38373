// A member without a browser: the app's own client in this process, over a real socket, signed in to the demo. For tests that
// need somebody else to have done much.

import { noRelayFiles } from './noRelayFiles.ts';
import { WebSocket } from 'ws';
import { browserEnvironment } from '#lib/doc/client/browser.ts';
import type { Environment, SocketLike } from '#lib/doc/client/environment.ts';
import { MemoryStores } from '#lib/doc/client/memoryStores.ts';
import type { Wish } from '#lib/doc/client/views.ts';
import { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { DEMO_WORKSPACE } from '../../server/demo/people.ts';

export class Colleague {
  readonly core: WorkspaceCore;

  readonly #address: string;
  readonly #cookie: string;

  private constructor(core: WorkspaceCore, address: string, cookie: string) {
    this.core = core;
    this.#address = address;
    this.#cookie = cookie;
  }

  /** @param address of the relay, as its console says it */
  static async signIn(address: string, member: string): Promise<Colleague> {
    const answer = await fetch(`${address}/api/demo/sign-in`, {
      method: 'POST',
      headers: { origin: address, 'content-type': 'application/json' },
      body: JSON.stringify({ member }),
    });
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const cookie = cookies.join('; ');
    const environment = environmentOf(address, cookie);
    const url = `${address.replace('http', 'ws')}/sync`;
    const core = new WorkspaceCore({ workspace: DEMO_WORKSPACE, me: member, url, environment });
    const colleague = new Colleague(core, address, cookie);
    await colleague.#until(() => core.ready && core.connection.state === 'live');
    return colleague;
  }

  /** Resolves when the relay has decided all of it. */
  async does(...wishes: Wish[]): Promise<void> {
    for (const wish of wishes) await this.core.send(wish);
    await this.#until(() => this.core.waiting === 0);
  }

  /** The conversation with the contact of that name, for an admin. */
  async conversationWith(contact: string): Promise<string> {
    const answer = await fetch(`${this.#address}/api/inboxes/${DEMO_WORKSPACE}/all`, {
      headers: { cookie: this.#cookie },
    });
    const { cards } = (await answer.json()) as { cards: Card[] };
    const found = cards.find((card) => card.contact.name === contact);
    if (!found) throw new Error(`nobody is called ${contact}`);
    return found.id;
  }

  async leave(): Promise<void> {
    await this.core.close();
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        for (const off of offs) off();
        resolve();
      };
      const offs = (['content', 'connection'] as const).map((topic) => this.core.subscribe(topic, look));
      look();
    });
  }
}

function environmentOf(address: string, cookie: string): Environment {
  const notes = new Map<string, string>();
  const report = (error: unknown): void => {
    throw error;
  };
  return {
    ...browserEnvironment(),
    notes: {
      get: (key) => notes.get(key) ?? null,
      set: (key, value) => void notes.set(key, value),
      remove: (key) => void notes.delete(key),
    },
    stores: new MemoryStores(report),
    onHint: () => () => undefined,
    onNote: () => () => undefined,
    files: noRelayFiles,
    askRelay: async () => null,
    broadcast: false,
    connect: (url, protocols) => {
      const socket = new WebSocket(url, protocols, { headers: { origin: address, cookie } });
      // Nobody listens while the relay is down; `close` follows.
      socket.on('error', () => undefined);
      return socket as unknown as SocketLike;
    },
    report,
  };
}
