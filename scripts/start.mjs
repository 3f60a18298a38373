// `npm start`: from a fresh clone to a running relay. Installs and builds only what has changed.
import { spawn } from 'node:child_process';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { environment, projectNode, root } from './lib/run.mjs';

await ensureInstalled();
const built = await ensureBuilt();
if (built !== 0) {
  console.error('The app could not be built; what is wrong is above.');
  process.exit(built);
}

const relay = spawn(projectNode, ['server/main.ts'], { cwd: root, env: environment(), stdio: 'inherit' });
// The relay finishes its commit before it goes; this process waits for that. A terminal's Ctrl-C reaches the relay by
// itself, a service manager's SIGTERM only comes here.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => relay.kill('SIGTERM'));
relay.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
