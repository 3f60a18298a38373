// `npm run dev`: the relay inside Vite's server, on its address.

import { systemClock } from './clock.ts';
import { parseConfig } from './config.ts';
import { startRelay } from './start.ts';
import type { MountRelay } from '../vite.relay.ts';

/** Addresses that the relay answers; everything else is Vite's. */
const OURS = /^\/(api\/|healthz|readyz|metrics|demo\/)/;

export const mountRelay: MountRelay = async (httpServer) => {
  const relay = await startRelay(parseConfig(process.env), systemClock);
  httpServer.on('upgrade', (request, duplex, head) => {
    if (relay.isSync(request)) relay.upgrade(request, duplex, head);
  });
  if (relay.setupCode !== null) process.stdout.write(`Setup code: ${relay.setupCode}\n`);
  return {
    handle: (request, response, next) => {
      if (OURS.test(request.url ?? '')) relay.answer(request, response);
      else next();
    },
    close: async () => {
      await relay.stop();
      relay.close();
    },
  };
};
