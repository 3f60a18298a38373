// The real relay under a clock that a test moves: a process of its own for RelayProcess, which says by how much (in
// milliseconds) over the process channel and is answered when it is so. The product itself has no such switch.

import { serve } from '../../server/serve.ts';
import { MovableClock } from './movableClock.ts';

const clock = new MovableClock(Number(process.env['CLOCK_AHEAD_MS'] ?? 0));
process.on('message', (ms: number) => {
  clock.move(ms);
  process.send?.('moved');
});
await serve(process.env, clock);
