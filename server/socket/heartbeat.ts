// Is anybody there? A half-open socket looks open for ever; and proxies close what is idle (60 s is common).

import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Outgoing } from './outgoing.ts';

/** A ping this often. Whoever has answered none by the next beat is gone: noticed within 15 s of the last sign of life. */
const BEAT_MS = 7_000;

export interface Heartbeat {
  /** Something came in: that is as good as an answer. */
  heard(): void;
  stop(): void;
}

/** @param dead nobody is there any more */
export function startHeartbeat(
  socket: WebSocket,
  clock: Pick<Clock, 'after'>,
  outgoing: Pick<Outgoing, 'sent' | 'isBehind'>,
  dead: () => void,
): Heartbeat {
  let alive = true;
  let sentBefore = outgoing.sent;
  let cancel = clock.after(BEAT_MS, beat);
  socket.on('pong', () => (alive = true));

  function beat(): void {
    // A ping waits behind a large document on a slow line; as long as that moves, somebody takes it.
    const moves = outgoing.isBehind && outgoing.sent > sentBefore;
    if (!alive && !moves) return dead();
    alive = false;
    sentBefore = outgoing.sent;
    socket.ping();
    cancel = clock.after(BEAT_MS, beat);
  }

  return { heard: () => (alive = true), stop: () => cancel() };
}
