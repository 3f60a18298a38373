// A company's own site with the widget on it: another origin than the relay's, and for browsers another site too (`localhost`
// and 127.0.0.1 are none), so that the frame's storage is a third party's.

import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export class OtherSite {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param attributes of the line that a company puts on its pages, beside the address */
  static async start(relay: string, attributes = 'data-channel="demo/web"'): Promise<OtherSite> {
    const line = `<script async src="${relay}/widget.js" ${attributes}></script>`;
    const page = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width" /><title>A shop</title><main><h1>A shop</h1><button>Buy</button></main>${line}`;
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      // What a careful company allows, and not a thing more.
      const policy = `default-src 'none'; script-src ${relay}; connect-src ${relay}; frame-src ${relay}; require-trusted-types-for 'script'`;
      response.setHeader('Content-Security-Policy', policy);
      response.end(page);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OtherSite(server);
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
