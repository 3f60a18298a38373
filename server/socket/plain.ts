// The plain form: one document, the y-websocket protocol and nothing else, so that an unmodified provider works.

import * as encoding from 'lib0/encoding';
import type { Clock } from '../clock.ts';
import type { Principal, Stream } from '../principal.ts';
import type { Connection, Receiver, SocketPorts } from './connection.ts';

/** A y-websocket provider takes a socket that says nothing for 30 s for dead; WebSocket pings are invisible to it. */
const KEEPALIVE_MS = 20_000;

/** Serves one document over one socket. */
export function servePlain(
  connection: Connection,
  ports: SocketPorts,
  { who, document }: { who: Principal; document: string },
): Receiver {
  let cancel = keepAlive(
    ports.clock,
    () => connection.sendRaw(EMPTY_AWARENESS),
    (next) => (cancel = next),
  );
  const stream: Stream = ports.connect(who, document, null, {
    opened: () => undefined,
    send: (payload) => connection.sendRaw(payload),
    close: (code, reason) => connection.close(code, reason),
  });
  return {
    receive: (message) => stream.receive(message),
    end: () => {
      cancel();
      stream.end();
    },
  };
}

/** y-websocket's awareness message (type 1) with an update that is about nobody. */
const EMPTY_AWARENESS = ((): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, Uint8Array.of(0));
  return encoding.toUint8Array(encoder);
})();

function keepAlive(clock: Clock, send: () => void, again: (cancel: () => void) => void): () => void {
  return clock.after(KEEPALIVE_MS, () => {
    send();
    again(keepAlive(clock, send, again));
  });
}
