import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reasons } from './lists.ts';
import { idsShownByRules, invariants, promises, shownElsewhere } from './promises.ts';

/** The tests of one layer, each file as text. */
function sourcesIn(layer: string, ending: string): string[] {
  const folder = join(import.meta.dirname, '..', layer);
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending) && file !== 'promises.test.ts')
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

const sources = sourcesIn('rules', '.test.ts');

/** `test('A4 the first …'`, also after `test.each(…)(`: the sentence begins with the ids that it shows. */
const NAMES = /\b(?:test|it)(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*(['"`])((?:[A-GI]\d+ )+)/g;
const idsNamedIn = (texts: string[]): string[] =>
  texts.flatMap((text) => [...text.matchAll(NAMES)].flatMap((match) => match[2]?.trim().split(' ') ?? []));
const named = idsNamedIn(sources);
const namedInBrowser = idsNamedIn(sourcesIn('browser', '.spec.ts'));
const namedInMemory = [
  ...named,
  ...idsNamedIn(['doc', 'server', 'contract', 'faults'].flatMap((layer) => sourcesIn(layer, '.test.ts'))),
];

test.each(idsShownByRules)('%s is shown by a test of the rules that names it', (id) => {
  expect(named).toContain(id);
});

test.each(Object.keys(invariants))('%s is checked by a test of the rules that names it', (id) => {
  expect(named).toContain(id);
});

test.each(Object.keys(promises))('%s is shown in a browser by a test that names it', (id) => {
  expect(namedInBrowser).toContain(id);
});

test.each(Object.keys(promises))('%s is shown without a browser by a test that names it', (id) => {
  expect(namedInMemory).toContain(id);
});

test('no test names a promise that nobody made', () => {
  // Of the invariants, this layer has a list of its own; the others are the simulation's.
  const known = new Set([...Object.keys(promises), ...Object.keys(invariants)]);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
  const others = [...namedInBrowser, ...namedInMemory].filter((id) => !id.startsWith('I'));
  expect(others.filter((id) => !known.has(id))).toEqual([]);
});

test('every promise is shown here, or said where', () => {
  expect(idsShownByRules.length + Object.keys(shownElsewhere).length).toBe(Object.keys(promises).length);
  expect(idsShownByRules.length).toBeGreaterThanOrEqual(27);
});

test('every reason to refuse, but for what never reaches the rules, is met by a test in words', () => {
  const met = (reason: string) => sources.some((source) => source.includes(`reason: '${reason}'`));
  expect(reasons.filter((reason) => !met(reason) && reason !== 'malformed')).toEqual([]);
});
