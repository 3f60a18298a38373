// Both languages must say everything: the same keys, the same values to fill in, nothing empty, nothing left over.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/run.mjs';

const locales = ['en', 'id'];
const folder = join(root, 'src/lib/i18n/messages');
const messages = Object.fromEntries(
  locales.map((locale) => [locale, JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8'))]),
);
const keys = new Set(locales.flatMap((locale) => Object.keys(messages[locale])));
const used = wordsIn(join(root, 'src'));
const problems = [];

for (const key of keys) {
  if (key.startsWith('$')) continue;
  for (const locale of locales) {
    if (!(key in messages[locale])) problems.push(`${key}: missing in ${locale}`);
    else if (texts(messages[locale][key]).some((text) => text.trim() === ''))
      problems.push(`${key}: empty in ${locale}`);
  }
  const [first, second] = locales.map((locale) => slots(messages[locale][key]));
  if (first !== second)
    problems.push(`${key}: fills in ${first} in ${locales[0]}, ${second} in ${locales[1]}`);
  if (!used.has(key)) problems.push(`${key}: nothing in src/ uses it`);
}

if (problems.length > 0) console.error(problems.join('\n'));
console.log(`${keys.size} messages in ${locales.join(' and ')}, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** All wordings of a message: a plain text, or one for each plural form. */
function texts(message) {
  if (message === undefined) return [];
  if (typeof message === 'string') return [message];
  return message.flatMap((variant) => Object.values(variant.match));
}

/** The names in braces in any of its wordings, as text to compare: languages may use them in different forms. */
function slots(message) {
  const names = texts(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
  return [...new Set(names)].sort().join(', ') || 'nothing';
}

function wordsIn(path) {
  const found = new Set();
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\.(ts|svelte)$/.test(entry.name) || file.includes('/i18n/paraglide/')) continue;
    for (const [word] of readFileSync(file, 'utf8').matchAll(/[a-z]\w+/g)) found.add(word);
  }
  return found;
}
