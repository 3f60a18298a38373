import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// What is in this folder and in start.mjs and test.mjs must run on the machine's own Node (20 or newer) before anything
// is installed: plain JavaScript, no packages.

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const binaries = join(root, 'node_modules', '.bin');
/** The project's own Node, a package like the others; there after `npm ci`. */
export const projectNode = join(binaries, 'node');
/** What the scripts remember; goes with node_modules. */
export const memory = join(root, 'node_modules', '.estafet');

/** The environment of an npm script: the project's binaries come first, its Node among them. */
export function environment(extra = {}) {
  return { ...process.env, ...extra, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` };
}

/** Runs a command with its output on this terminal. Resolves to its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: environment(), stdio: 'inherit', ...options });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

/** Runs a line of shell and keeps its output. Resolves to the exit code and what it printed, both streams in order. */
export function capture(line, extra = {}) {
  return new Promise((resolve) => {
    // Colours are for people; a summary that is read by a machine too goes without.
    const env = environment({ NO_COLOR: '1', FORCE_COLOR: '0', ...extra });
    const child = spawn('sh', ['-c', line], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
