import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { noClockNoChance } from './scripts/lint/clockAndChance.js';
import { reasonedException } from './scripts/lint/reasonedException.js';
import svelteConfig from './svelte.config.js';

const typed = ['**/*.ts', '**/*.svelte', '**/*.svelte.ts'];

/** The ports: the only modules that may read the machine's clock, timers and randomness. */
const clockAndRandomPorts = [
  'server/clock.ts',
  'server/random.ts',
  'src/lib/doc/client/browser.ts',
  'src/lib/doc/client/whenIdle.ts',
];

export default ts.config(
  {
    ignores: [
      'node_modules/',
      'build/',
      'data/',
      '.svelte-kit/',
      'test-results/',
      'playwright-report/',
      'src/lib/i18n/paraglide/',
    ],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { estafet: { rules: { 'reasoned-exception': reasonedException } } },
    rules: { 'estafet/reasoned-exception': 'error' },
  },

  // Types: every file is read with the tsconfig of its own folder.
  ...ts.configs.strictTypeChecked.map((config) => ({ ...config, files: typed })),
  ...svelte.configs.recommended,
  {
    files: typed,
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: true,
        // The same list for every file, or TypeScript reloads its projects between them.
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers in templates are the point of templates.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `=> void doIt()` and event handlers that return what they called read well and lose nothing.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Methods that fulfil an interface of promises may have nothing to await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      // There are no enums (erasableSyntaxOnly); looking for them takes seconds.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Kit's typed routes are not used: addresses are built by one module, and there is no base path.
      'svelte/no-navigation-without-resolve': 'off',
      // A prop that a template only reads is `const`, one that it binds is `let`: prefer-const cannot tell.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      'svelte/no-at-html-tags': 'error',
      // There are no stores either.
      'svelte/require-store-reactive-access': 'off',
      'svelte/no-inline-styles': ['error', { allowTransitions: true }],
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
    },
  },

  // Shape: small files, short functions.
  {
    files: typed,
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      // A switch counts once: exhaustive ones over a long union are plain to read.
      complexity: ['error', { max: 20, variant: 'modified' }],
      'max-depth': ['error', 4],
    },
  },

  // Folders. Who may import whom is dependency-cruiser's; these are the locks inside a file.
  {
    files: ['src/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['$lib', '$lib/*'], message: 'Use #lib/…: one name in Node, Vite and vitest.' },
          ],
        },
      ],
    },
  },
  {
    files: ['src/lib/rules/**', 'src/lib/doc/**', 'server/**'],
    ignores: clockAndRandomPorts,
    rules: noClockNoChance,
  },
  {
    files: ['src/lib/rules/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '^(?!\\./)', message: 'The rules import nothing from outside their folder.' }],
        },
      ],
    },
  },
  {
    // What an operator starts by hand talks to a terminal.
    files: ['server/cli.ts', 'bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // A describe block is a list of sentences, however long; a sentence is still short.
    files: ['test/**', 'bench/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['test/browser/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '@playwright/test',
          importNames: ['test'],
          message: 'Use test of test/support/browserTest.ts: it closes what a test has opened.',
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'max-lines': ['error', 300], 'max-params': ['error', 4] },
  },
);
