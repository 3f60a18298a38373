// The sockets of a relay, with what they ask of its other parts.

import type { IncomingMessage } from 'node:http';
import type { ApiPorts } from './api/context.ts';
import { identifyVisitor } from './channels/visitor.ts';
import type { Clock } from './clock.ts';
import { createClientAddress } from './http/clientAddress.ts';
import type { Log } from './log/log.ts';
import type { Meter } from './meter.ts';
import type { Relay } from './relay.ts';
import { noteRefusedStreams } from './securityLog.ts';
import { Sockets, type SocketsPorts } from './socket/sockets.ts';

export function openSockets(
  parts: Pick<ApiPorts, 'accounts' | 'channels' | 'origins' | 'clock' | 'note'> & {
    log: Log;
    relay: Relay;
    meter: Meter;
    problem: SocketsPorts['problem'];
    trustedProxies: string[];
  },
): Sockets {
  const { log, relay, accounts, channels, origins, meter, problem, clock, note } = parts;
  const clientAddress = createClientAddress(parts.trustedProxies);
  const addressOf = ({ socket, headers }: IncomingMessage): string => {
    const forwarded = headers['x-forwarded-for'];
    return clientAddress(socket.remoteAddress, forwarded === undefined ? null : String(forwarded));
  };
  return new Sockets({
    clock,
    meter,
    problem,
    origins,
    relayTime: neverBack(clock, newestIn(log)),
    connect: noteRefusedStreams((...stream) => relay.connect(...stream), note),
    refused: (status, request) => note('refused', { what: 'handshake', status, from: addressOf(request) }),
    identify: (request) => accounts.identify(request),
    identifyVisitor: (subprotocol, request) => {
      const who = identifyVisitor(subprotocol, channels.openChats);
      return who?.kind === 'visitor' ? { ...who, address: addressOf(request) } : who;
    },
  });
}

/** Countdowns in browsers run on this: a clock that is set back must not lengthen them, nor while the relay was stopped. */
function neverBack(clock: Pick<Clock, 'now'>, from: number): () => number {
  let latest = from;
  return () => (latest = Math.max(latest, clock.now()));
}

function newestIn(log: Pick<Log, 'workspaces' | 'head'>): number {
  return Math.max(0, ...log.workspaces().map((workspace) => log.head(workspace)?.at ?? 0));
}
