import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { chunks } from './vite.chunks.ts';
import { plainIcons } from './vite.icons.ts';
import { relayInDev } from './vite.relay.ts';

const underVitest = process.env.VITEST !== undefined;

/** How many times as long as usual something may take before it is taken to hang: torture has the lowest priority. */
const patience = Number(process.env['PATIENCE'] ?? 1);

/**
 * One project a layer of `npm test`, each reading test/<name>. Limits are for hangs only: no test asserts on wall time.
 * Where files are not isolated they share their modules, which are then loaded once: nothing of ours keeps anything in one.
 */
const layers = [
  { name: 'rules', testTimeout: 10_000, isolate: false },
  { name: 'doc', testTimeout: 10_000, isolate: false },
  { name: 'server', testTimeout: 20_000, isolate: false },
  { name: 'contract', testTimeout: 30_000, isolate: false },
  // It replaces timers and chance.
  { name: 'sim', testTimeout: 300_000, isolate: true },
  { name: 'faults', testTimeout: 300_000, isolate: true },
];

export default defineConfig({
  // Tests need runes compiled and nothing else of Kit; without its plugins (and Paraglide's) they start at once.
  plugins: underVitest
    ? [svelte()]
    : [paraglide(), tailwindcss(), plainIcons(), sveltekit(), chunks(), relayInDev()],
  server: { port: 5173, strictPort: true },
  build: { target: 'es2023' },
  test: {
    reporters: ['default'],
    projects: layers.map(({ name, testTimeout, isolate }) => ({
      extends: true as const,
      test: {
        name,
        testTimeout: testTimeout * patience,
        hookTimeout: testTimeout * patience,
        isolate,
        // Node's own loader, as the relay runs on it; what the doc layer has of components, only Vite can compile.
        experimental: { viteModuleRunner: name === 'doc', nodeLoader: false },
        environment: 'node',
        include: [`test/${name}/**/*.test.ts`],
      },
    })),
  },
});

/**
 * A module a message where it is built, so that a page loads its own words and not those of the whole app (a tenth of the
 * customer's page); a module a language in dev, where hundreds of requests would cost a second a reload. The options say
 * the same as the `i18n` script in package.json, which writes the files where no Vite runs.
 */
function paraglide() {
  const structures = { serve: 'locale-modules', build: 'message-modules' } as const;
  return (['serve', 'build'] as const).map((apply) => {
    const plugin = paraglideVitePlugin({
      project: './src/lib/i18n/project.inlang',
      outdir: './src/lib/i18n/paraglide',
      strategy: ['custom-member', 'baseLocale'],
      outputStructure: structures[apply],
      emitReadme: false,
      emitGitIgnore: false,
      emitPrettierIgnore: false,
    });
    return [plugin].flat().map((part) => ({ ...part, apply }));
  });
}
