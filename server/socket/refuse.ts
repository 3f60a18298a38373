// A handshake that is refused gets plain HTTP with a short reason, and never anything of what it asked for.

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const MESSAGES: Record<number, string> = {
  401: 'Sign in, or send a token.',
  403: 'This page may not open a socket here.',
  426: 'Speak the WebSocket subprotocol that docs/protocol.md names, or open one document by its name.',
  429: 'Too many chats are open from this network. Close some, or wait a minute.',
  500: 'The relay could not answer. Try again.',
};

export function refuseHandshake(duplex: Duplex, status: number): void {
  const body = JSON.stringify({
    error: status === 401 ? 'not-signed-in' : 'refused',
    message: MESSAGES[status],
  });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  // Half-closed is not closed: whoever does not hang up is not waited for.
  duplex.once('finish', () => duplex.destroy());
  duplex.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
