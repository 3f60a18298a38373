import { existsSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

/** What server/dev.ts gives back: the relay without a port of its own. */
export interface MountedRelay {
  /** Answers the relay's own addresses (API, sign-in, health) and calls `next` for everything else. */
  handle(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  close(): Promise<void>;
}

/**
 * server/dev.ts exports this as `mountRelay`. It listens to `upgrade` on `httpServer` for the relay's socket path
 * only: Vite's own socket shares that server.
 */
export type MountRelay = (httpServer: Server) => Promise<MountedRelay>;

/** Mounts the relay inside Vite's dev server, so that `npm run dev` is one process on one address. */
export function relayInDev(): Plugin {
  return {
    name: 'estafet-relay',
    apply: 'serve',
    async configureServer(vite) {
      const entry = `${vite.config.root}/server/dev.ts`;
      if (vite.httpServer === null || !existsSync(entry)) {
        vite.config.logger.warn('No server/dev.ts: the app runs without its relay.');
        return;
      }
      // Imported by Node and not through Vite: the relay is server code and must not be transformed.
      const { mountRelay } = (await import(pathToFileURL(entry).href)) as { mountRelay: MountRelay };
      const relay = await mountRelay(vite.httpServer as Server);
      vite.middlewares.use('/widget.js', (_request, response, next) => {
        bundledWidget(vite.config.root).then((code) => {
          response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
          response.end(code);
        }, next);
      });
      vite.middlewares.use((request, response, next) => relay.handle(request, response, next));
      vite.httpServer.on('close', () => void relay.close());
    },
  };
}

/** As `npm run build` makes it, anew each time: pages load it as a classic script, which Vite does not serve from sources. */
async function bundledWidget(root: string): Promise<string> {
  const made = await build({ root, configFile: `${root}/vite.widget.config.ts`, build: { write: false } });
  const [output] = [made].flat() as Rolldown.RolldownOutput[];
  return output?.output[0].code ?? '';
}
