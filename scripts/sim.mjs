// The simulation by hand (docs/testing.md): `npm run sim`, `npm run sim -- --seeds 10000 --from 5000`, `npm run sim -- --seed 17`.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const number = { type: 'string' };
const { values } = parseArgs({ options: { seeds: number, from: number, seed: number } });
const names = { seeds: 'RUNS', from: 'FROM', seed: 'SEED' };
const environment = { ...process.env };
for (const [option, variable] of Object.entries(names)) {
  const value = values[option];
  if (value === undefined) continue;
  if (!/^\d+$/.test(value)) {
    console.error(`--${option} takes a number, not ${value}`);
    process.exit(2);
  }
  environment[variable] = value;
}
const vitest = spawn('vitest', ['run', '--project', 'sim'], { env: environment, stdio: 'inherit' });
vitest.on('exit', (code) => process.exit(code ?? 1));
