import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { memory, root, run } from './run.mjs';

const stamp = join(memory, 'built');
const shell = join(root, 'build', '200.html');

/** What the app is made of. What is generated on the way is left out, or every build would ask for the next. */
const sources = ['src', 'static', 'package-lock.json', 'package.json', 'svelte.config.js', 'vite.config.ts'];
const generated = [join('src', 'lib', 'i18n', 'paraglide'), join('src', 'lib', 'i18n', 'project.inlang')];

/** Builds the app if there is no build, or if any of its sources has changed since. Resolves to an exit code. */
export async function ensureBuilt() {
  const wanted = hashOfSources();
  if (existsSync(shell) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 0;
  console.log('Building the app …');
  const code = await run('npm', ['run', '--silent', 'build', '--', '--logLevel', 'warn']);
  if (code !== 0) return code;
  mkdirSync(memory, { recursive: true });
  writeFileSync(stamp, wanted);
  return 0;
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesIn(join(root, source))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (generated.includes(relative(root, path))) return [];
  try {
    const names = readdirSync(path).sort();
    return names.flatMap((name) => filesIn(join(path, name)));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}
