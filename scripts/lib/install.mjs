import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory, projectNode, root, run } from './run.mjs';

const lockfile = join(root, 'package-lock.json');
const stamp = join(memory, 'installed');

/** Installs the packages of the lockfile if they are not there, or if the lockfile has changed since. */
export async function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  if (existsSync(projectNode) && (readStamp() === wanted || installedByHand())) return;
  console.log('Installing packages (npm ci) …');
  const code = await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel', 'error']);
  if (code !== 0 || !existsSync(projectNode)) {
    console.error('The packages could not be installed. Is there a network, and npm 10 or newer?');
    process.exit(code || 1);
  }
  mkdirSync(memory, { recursive: true });
  writeFileSync(stamp, wanted);
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/** True after somebody's own `npm ci` or `npm install`: npm then leaves a list that is newer than the lockfile. */
function installedByHand() {
  const list = join(root, 'node_modules', '.package-lock.json');
  return existsSync(list) && statSync(list).mtimeMs >= statSync(lockfile).mtimeMs;
}
