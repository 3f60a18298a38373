// Every package has a line with its reason in docs/dependencies.md, and every line a package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/run.mjs';

const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const installed = { ...dependencies, ...devDependencies };
const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
const explained = [...text.matchAll(/^\| `([^`]+)` \| \S.*\|$/gm)].map((match) => match[1]);

const problems = [
  ...Object.keys(installed)
    .filter((name) => !explained.includes(name))
    .map((name) => `${name}: docs/dependencies.md does not say why`),
  ...explained.filter((name) => !(name in installed)).map((name) => `${name}: explained, but not installed`),
  ...explained.filter((name, at) => explained.indexOf(name) !== at).map((name) => `${name}: explained twice`),
  ...Object.entries(installed)
    .filter(([, version]) => !/^(npm:[a-z-]+@)?\d+\.\d+\.\d+$/.test(version))
    .map(([name, version]) => `${name}: ${version} is not an exact version`),
];

if (problems.length > 0) console.error(problems.join('\n'));
console.log(`${explained.length} packages explained, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
