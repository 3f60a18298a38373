import { defineConfig } from 'vite';

/**
 * widget.js, beside the app: one classic script without a module and without a hash in its name, since it stands on pages that
 * we do not know. `npm run build` makes it after the app.
 */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'build',
    emptyOutDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: 'src/lib/widget/main.ts',
      output: { format: 'iife', entryFileNames: 'widget.js' },
    },
  },
  logLevel: 'warn',
});
