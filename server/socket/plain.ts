// The plain form: one document, the y-websocket protocol and nothing else, so that an unmodified provider works.

import type { Clock } from '../clock.ts';
import type { Principal } from '../principal.ts';
import type { Connection, Receiver, SocketPorts } from './connection.ts';

/** A y-websocket provider takes a socket that says nothing for 30 s for dead; WebSocket pings are invisible to it. */
const KEEPALIVE_MS = 20_000;
/** y-websocket's awareness message (type 1) with an update (of one byte) that is about nobody. */
const EMPTY_AWARENESS = Uint8Array.of(1, 1, 0);

/** Serves one document over one socket. */
export function servePlain(
  connection: Connection,
  ports: SocketPorts,
  { who, document }: { who: Principal; document: string },
): Receiver {
  const stopKeepalive = repeat(ports.clock, KEEPALIVE_MS, () => connection.sendRaw(EMPTY_AWARENESS));
  const stream = ports.connect(who, document, null, {
    opened: () => undefined,
    send: (payload) => connection.sendRaw(payload),
    close: (code, reason) => connection.close(code, reason),
  });
  return {
    receive: (message) => {
      if (connection.mayTakeFrame()) stream.receive(message);
    },
    end: () => {
      stopKeepalive();
      stream.end();
    },
  };
}

function repeat(clock: Pick<Clock, 'after'>, everyMs: number, task: () => void): () => void {
  let cancel = clock.after(everyMs, again);
  function again(): void {
    task();
    cancel = clock.after(everyMs, again);
  }
  return () => cancel();
}
