// `npm start`: the relay on a port of its own, under the machine's clock.

import { systemClock } from './clock.ts';
import { serve } from './serve.ts';

await serve(process.env, systemClock);
