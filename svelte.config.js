import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    // One shell for every address: the relay serves it for whatever it does not know, the service worker caches it.
    adapter: adapter({ pages: 'build', assets: 'build', fallback: '200.html' }),
    // Absolute asset paths, or the cached shell would look for its scripts below deep addresses.
    paths: { relative: false },
    // A second wall behind Svelte's escaping. The relay repeats it as a header, with frame-ancestors, which a
    // <meta> may not carry.
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        'worker-src': ['self'],
        'style-src': ['self'],
        // The one inline style there is: Kit hides its announcer of new pages for screen readers with it.
        'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
        'img-src': ['self', 'data:', 'blob:'],
        'connect-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none'],
        // No text becomes markup or a script's address but by these: Svelte's templates, the clipboard of the contact
        // note's editor (parsed in a document of its own), and the service worker's one address.
        'require-trusted-types-for': ['script'],
        'trusted-types': ['svelte-trusted-html', 'ProseMirrorClipboard', 'estafet-worker'],
      },
    },
    // The page registers it (src/lib/ui/version/worker.ts), never in dev. It also brings new versions; Kit's own polling
    // would reload into the cached one again and again.
    serviceWorker: { register: false },
  },
};
