/**
 * Time and chance are arguments (habit 10): what reads them by itself cannot be simulated from a seed.
 * Rule options for `no-restricted-globals` and `no-restricted-syntax`.
 */
const hint = 'Time and chance come in as arguments; only the clock and random modules read them.';

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'performance'];

const members = [
  ['Date', 'now'],
  ['Math', 'random'],
  ['crypto', 'randomUUID'],
  ['crypto', 'getRandomValues'],
  ['performance', 'now'],
  ['globalThis', 'setTimeout'],
  ['globalThis', 'setInterval'],
];

/** Libraries whose calls are chance or time under another name. */
const timeAndChanceModules = [
  { name: 'uuidv7', message: hint },
  { name: 'node:timers', message: hint },
  { name: 'node:timers/promises', message: hint },
  { name: 'node:perf_hooks', message: hint },
  { name: 'node:crypto', importNames: ['randomUUID', 'randomBytes', 'randomInt'], message: hint },
];

/** @type {import('eslint').Linter.RulesRecord} */
export const noClockNoChance = {
  'no-restricted-globals': ['error', ...timers.map((name) => ({ name, message: hint }))],
  'no-restricted-imports': ['error', { paths: timeAndChanceModules }],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: hint },
    { selector: "CallExpression[callee.name='Date']", message: hint },
    ...members.map(([object, property]) => ({
      selector: `MemberExpression[object.name='${object}'][property.name='${property}']`,
      message: hint,
    })),
  ],
};
