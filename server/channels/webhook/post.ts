// One POST to an address that an admin gave, and that was found to be public (publicAddress.ts). No redirects, a time limit for
// all of it, and no more of the answer than is shown.

import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../clock.ts';
import { findAddress, isCertificateError, type AddressPorts } from '../../publicAddress.ts';

export interface Post {
  url: URL;
  headers: Record<string, string>;
  body: string;
}

export type Posted =
  | { kind: 'answered'; status: number; headers: IncomingMessage['headers']; body: string }
  /** Nothing of it has left. */
  | { kind: 'not-sent'; reason: 'no-such-host' | 'private-address' | 'unreachable' | 'certificate' }
  /** It has left, at least in part. */
  | { kind: 'no-answer' };

export type SendPost = (post: Post) => Promise<Posted>;

export interface PostPorts extends AddressPorts {
  clock: Pick<Clock, 'after'>;
}

/** For everything together: a receiver that thinks longer than this keeps customers waiting. */
const TIME_MS = 15_000;
/** Bytes of an answer that are read; what is behind them is nobody's business. */
const ANSWER_MAX = 4_096;

export function createPost({ clock, ...addresses }: PostPorts): SendPost {
  return async (post) => {
    const host = post.url.hostname.replace(/^\[|\]$/g, '');
    let timedOut = (): void => undefined;
    const late = new Promise<'late'>((done) => (timedOut = () => done('late')));
    const cancel = clock.after(TIME_MS, () => timedOut());
    try {
      const found = await Promise.race([findAddress(host, addresses), late]);
      if (found === 'late') return { kind: 'not-sent', reason: 'unreachable' };
      if ('reason' in found) return { kind: 'not-sent', reason: found.reason };
      return await send(post, found.address, late);
    } finally {
      cancel();
    }
  };
}

function send({ url, headers, body }: Post, address: string, late: Promise<'late'>): Promise<Posted> {
  return new Promise((resolve) => {
    let connected = false;
    const request = open(url, address, {
      ...headers,
      'content-length': String(Buffer.byteLength(body)),
    });
    const end = (posted: Posted): void => {
      resolve(posted);
      request.destroy();
    };
    const lost = (reason: 'unreachable' | 'certificate'): void =>
      end(connected ? { kind: 'no-answer' } : { kind: 'not-sent', reason });
    void late.then(() => lost('unreachable'));
    request.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (connected = true));
    });
    request.on('error', (error) => lost(isCertificateError(error) ? 'certificate' : 'unreachable'));
    request.on('response', (response) => {
      readSome(response, (text) =>
        end({ kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    request.end(body);
  });
}

/** The name stays what the receiver and its certificate are asked for; only where it leads is fixed. */
function open(url: URL, address: string, headers: Record<string, string>): ClientRequest {
  const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const family = isIPv6(address) ? 6 : 4;
  return make(url, {
    method: 'POST',
    headers,
    // A connection of its own: one that was kept open leads where it led before.
    agent: false,
    lookup: (_host, options, done) => {
      if (options.all) done(null, [{ address, family }]);
      else done(null, address, family);
    },
  });
}

/** The status has been answered, whatever becomes of the rest. */
function readSome(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (): void => done(Buffer.concat(chunks).toString('utf8').slice(0, ANSWER_MAX));
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= ANSWER_MAX) finish();
  });
  response.on('end', finish);
  response.on('close', finish);
}
