import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reasons } from './lists.ts';
import { idsShownByRules, invariants, promises, shownElsewhere } from './promises.ts';

const sources = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts') && file !== 'promises.test.ts')
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));

/** `test('A4 the first …'`, also after `test.each(…)(`: the sentence begins with the ids that it shows. */
const NAMES = /\btest(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*(['"`])((?:[A-GI]\d+ )+)/g;
const named = sources.flatMap((source) =>
  [...source.matchAll(NAMES)].flatMap((match) => match[2]?.trim().split(' ') ?? []),
);

test.each(idsShownByRules)('%s is shown by a test of the rules that names it', (id) => {
  expect(named).toContain(id);
});

test.each(Object.keys(invariants))('%s is checked by a test of the rules that names it', (id) => {
  expect(named).toContain(id);
});

test('no test names a promise that nobody made', () => {
  const known = new Set([...Object.keys(promises), ...Object.keys(invariants)]);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});

test('every promise is shown here, or said where', () => {
  expect(idsShownByRules.length + Object.keys(shownElsewhere).length).toBe(Object.keys(promises).length);
  expect(idsShownByRules.length).toBeGreaterThanOrEqual(27);
});

test('every reason to refuse, but for what never reaches the rules, is met by a test in words', () => {
  const met = (reason: string) => sources.some((source) => source.includes(`reason: '${reason}'`));
  expect(reasons.filter((reason) => !met(reason) && reason !== 'malformed')).toEqual([]);
});
