// The real relay, in a process that dies as by `kill -9` when its dispatcher reaches the point that DIE_AT names. The product
// itself has no such switch.

import { systemClock } from '../../server/clock.ts';
import { serve } from '../../server/serve.ts';

const dieAt = process.env['DIE_AT'] ?? '';

await serve(process.env, systemClock, {
  reached: (point) => {
    if (point === dieAt) process.kill(process.pid, 'SIGKILL');
  },
});
