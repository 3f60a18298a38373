// `npm run bench`: figures, printed and never asserted; `npm run bench -- latency` runs one part. Run it on a quiet machine.

import { benchAppend } from './append.ts';
import { benchBrowser } from './browser.ts';
import { benchCommands } from './commands.ts';
import { benchLatency } from './latency.ts';
import { benchVisitors } from './visitors.ts';

const PARTS: Record<string, () => void | Promise<void>> = {
  latency: benchLatency,
  commands: benchCommands,
  log: benchAppend,
  browser: benchBrowser,
  visitors: benchVisitors,
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  await run();
}
