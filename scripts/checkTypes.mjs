// Types of everything but components (svelte-check reads those, and what they are made of). TypeScript 7 is ten times as fast as
// the 6 that svelte-check and ESLint still need; its program has the same name as theirs, so that it is called by its path.
import { run } from './lib/run.mjs';

const projects = ['src/lib/rules', 'server', 'test', 'bench'];

for (const project of projects) {
  const code = await run(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', project]);
  if (code !== 0) process.exitCode = code;
}
