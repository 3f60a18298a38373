// What whoever guards the relay looks for afterwards: who came in, who was turned away, whose sessions were ended. A line of
// the log each. Ids and network addresses are in it; names, e-mail addresses, secrets and contents never.

import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Peer, Principal, Stream } from './principal.ts';
import { TokenBucket } from './tokenBucket.ts';
import { CLOSE } from '#lib/doc/wire.ts';

export type SecurityEvent =
  | 'signed-in'
  | 'sign-in-refused'
  | 'signed-out-by-admin'
  | 'sessions-ended'
  | 'reset-made'
  | 'password-changed'
  | 'password-reset'
  /** A request, a handshake or a document that was not allowed, or was not of its form. */
  | 'refused';

export type NoteSecurity = (event: SecurityEvent, about: Readonly<Record<string, string | number>>) => void;

/** Whoever makes themselves refused must not fill the disk. What others do is bounded elsewhere. */
const REFUSALS = { capacity: 100, perSecond: 5 };

/** Closed for these, somebody asked for what is not theirs, or sent what no client of ours sends. */
const OFFENCES = new Set<number>([
  ...[CLOSE.malformed, CLOSE.notSignedIn, CLOSE.noAccess, CLOSE.notFound],
  ...[CLOSE.tooLarge, CLOSE.tooFast],
]);

export function createSecurityLog(logger: Pick<Logger, 'info'>, clock: Clock): NoteSecurity {
  const refusals = new TokenBucket(REFUSALS, clock.now());
  let leftOut = 0;
  return (event, about) => {
    if (event === 'refused' && !refusals.take(clock.now())) {
      leftOut += 1;
      return;
    }
    logger.info({ part: 'security', event, ...about, ...(leftOut > 0 && { leftOut }) });
    leftOut = 0;
  };
}

type Connect = (who: Principal, document: string, epoch: number | null, peer: Peer) => Stream;

/** Opens streams as `connect` does, and notes those that are closed on somebody. */
export function noteRefusedStreams(connect: Connect, note: NoteSecurity): Connect {
  return (who, document, epoch, peer) =>
    connect(who, document, epoch, {
      ...{ opened: (newest) => peer.opened(newest), send: (payload) => peer.send(payload) },
      close: (code, reason) => {
        if (OFFENCES.has(code))
          note('refused', { what: 'stream', status: code, reason, document, ...idOf(who) });
        peer.close(code, reason);
      },
    });
}

function idOf(who: Principal): Record<string, string> {
  const { kind, workspace } = who;
  return who.kind === 'member'
    ? { kind, workspace, member: who.member }
    : { kind, workspace, visitor: who.visitor };
}
