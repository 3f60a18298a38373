// Real relays, many in one process: each with its data folder, its port and its clock. For HostedRelay, which says over the
// process channel what it wants of which relay, and is answered. A relay that starts in a process that has run others costs a
// tenth of one that begins with reading its sources.

import { listen, type Served } from '../../server/serve.ts';
import { MovableClock } from './movableClock.ts';
import type { Answer, Request } from './hostedRelay.ts';

interface Running {
  served: Served;
  clock: MovableClock;
}

const running = new Map<number, Running>();

async function obey(request: Request): Promise<string> {
  const { relay } = request;
  const there = running.get(relay);
  if (request.does === 'start') {
    const clock = new MovableClock(request.aheadMs);
    const served = await listen({ ...process.env, ...request.environment }, clock);
    running.set(relay, { served, clock });
    return served.greeting;
  }
  if (!there) throw new Error('this relay does not run');
  if (request.does === 'move') there.clock.move(request.ms);
  if (request.does === 'stop') {
    running.delete(relay);
    await there.served.stop();
  }
  return '';
}

function answer(message: Answer): void {
  process.send?.(message);
}

process.umask(0o077);
process.on('message', (request: Request) => {
  obey(request).then(
    (said) => answer({ number: request.number, said, failed: false }),
    (error: unknown) => answer({ number: request.number, said: String(error), failed: true }),
  );
});
// Whoever asked for them is gone.
process.on('disconnect', () => process.exit());
