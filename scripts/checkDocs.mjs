// What the documents say of the code has to be there: the files that they name; where each invariant is looked after
// (docs/testing.md); and of ASVS as many answers as the words above them count, each with what it stands on (docs/security.md).
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/run.mjs';

const INVARIANTS = 20;
const NAMED = /^[\w./-]+\.(?:ts|mjs|svelte|html|css|md|json|jsonc)$/;
/** How files are called, and not files. */
const PATTERNS = new Set(['camelCase.ts', 'PascalCase.svelte', 'x.svelte.ts', 'module.test.ts']);

const there = globSync(['*', '{bench,docs,scripts,server,src,static,test}/**/*'], { cwd: root });
const documents = there.filter((file) => /^(?:docs\/)?[\w-]+\.md$/.test(file));
const problems = [...documents.flatMap(missingFiles), ...invariants(), ...answers()];

if (problems.length > 0) console.error(problems.join('\n'));
console.log(`${documents.length} documents, ${INVARIANTS} invariants, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function missingFiles(document) {
  const named = marked(read(document)).filter((words) => NAMED.test(words) && !PATTERNS.has(words));
  return [...new Set(named)]
    .filter((name) => filesCalled(name).length === 0)
    .map((name) => `${document}: there is no ${name}`);
}

/** Every invariant has a row; what it names in the simulation is in the files that it names there. */
function invariants() {
  const rows = new Map(rowsOf(read('docs/testing.md'), /^I\d+$/).map(([id, ...cells]) => [id, cells]));
  return Array.from({ length: INVARIANTS }, (_, index) => `I${index + 1}`).flatMap((id) => {
    const cells = rows.get(id);
    if (!cells) return [`docs/testing.md: no row for ${id}`];
    const names = marked(cells[1]);
    const files = names.filter((name) => NAMED.test(name)).map((name) => `test/sim/${name}`);
    const gone = files.filter((file) => !there.includes(file)).map((file) => `${id}: there is no ${file}`);
    const code = files
      .filter((file) => there.includes(file))
      .map(read)
      .join('\n');
    const lost = names.filter((name) => !NAMED.test(name) && !code.includes(name));
    if (files.length === 0) gone.push(`${id}: no file of the simulation is named`);
    return [...gone, ...lost.map((name) => `${id}: ${name} is not in ${files.join(', ')}`)];
  });
}

function answers() {
  const text = read('docs/security.md');
  const rows = rowsOf(text, /^\d+\.\d+\.\d+$/);
  const counted = (answer) => rows.filter((row) => row[3]?.replaceAll('*', '') === answer).length;
  const levels = (level) => rows.filter((row) => row[1] === level).length;
  const said =
    `${rows.length} requirements (${levels('1')} of level 1, ${levels('2')} of level 2): ` +
    `${counted('met')} met, ${counted('not applicable')} not applicable, ${counted('not met')} not met.`;
  const answered = counted('met') + counted('not applicable') + counted('not met');
  return [
    ...(text.includes(said) ? [] : [`docs/security.md: its rows are ${said}`]),
    ...(answered === rows.length
      ? []
      : [`docs/security.md: ${rows.length - answered} rows without an answer`]),
    ...rows.filter((row) => !row[4]).map(([id]) => `docs/security.md: ${id} stands on nothing`),
  ];
}

/** Rows of all tables whose first cell is like that. */
function rowsOf(text, first) {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter((cells) => first.test(cells[0] ?? ''));
}

function marked(text) {
  return [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

function filesCalled(name) {
  return there.filter((file) => file === name || file.endsWith(`/${name}`));
}

function read(file) {
  return readFileSync(join(root, file), 'utf8');
}
