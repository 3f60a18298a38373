/**
 * Who may import whom (ARCHITECTURE.md). Types count as imports: a type from the wrong side is a wrong thought too.
 * `npm run check:imports`
 */

const npm = (...names) => `^node_modules/(${names.join('|')})/`;
const anyPackageBut = (...names) => ({ path: '^node_modules/', pathNot: npm(...names) });

const yjsFamily = ['yjs', 'lib0', 'y-protocols', 'y-utility'];
const clientPackages = [...yjsFamily, 'y-websocket', 'y-indexeddb', 'svelte', 'uuidv7'];

/** The pure half of src/lib/doc, which the relay shares. */
const doc = '^src/lib/doc/(?!client/)';
const views = '^src/(routes|lib/ui|lib/i18n)/';
/** The one editor in which people write into a Yjs document directly. */
const contactNoteEditor = '^src/lib/ui/contactNote/';

/** Where the relay is put together, and what an operator starts by hand: the only ones that choose an adapter. */
const wiring = '^server/(main|serve|start|dev|cli)\\.ts$|^server/(relayCommands|demo)/';

/** @param {string} name @param {string} comment */
function never(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    never(
      'no-cycles',
      'Two modules that need each other are one module, or three. (Types alone may: they are gone when it runs.)',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never(
      'no-unresolved',
      'An import must lead somewhere; $app and the like are made by Kit.',
      {},
      { couldNotResolve: true, pathNot: '^\\$|/\\$types(\\.js)?$' },
    ),

    never(
      'rules-know-nothing',
      'The rules are pure: no library, no Node, no other folder.',
      { path: '^src/lib/rules/' },
      { pathNot: '^src/lib/rules/' },
    ),
    never(
      'doc-knows-rules',
      'Document shapes are shared by browser and relay.',
      { path: doc },
      { path: '^(src|server|bench)/', pathNot: ['^src/lib/rules/', doc] },
    ),
    never('doc-packages', 'Yjs and its family, nothing else.', { path: doc }, anyPackageBut(...yjsFamily)),
    never(
      'doc-client-knows-doc',
      'The client does not know who shows it.',
      { path: '^src/lib/doc/client/' },
      { path: '^(src|server|bench)/', pathNot: ['^src/lib/rules/', '^src/lib/doc/'] },
    ),
    never(
      'doc-client-packages',
      'Yjs, its providers, ids, and Svelte for reactivity and context.',
      { path: '^src/lib/doc/client/' },
      anyPackageBut(...clientPackages),
    ),
    never(
      'no-node-in-browser',
      'Nothing that a browser loads may need Node.',
      { path: '^src/' },
      { dependencyTypes: ['core'] },
    ),
    never(
      'views-read-the-client',
      'Views read doc/client and rules; the shapes of documents are none of their business.',
      { path: views },
      { path: [doc, '^server/', '^bench/'] },
    ),
    never(
      'views-know-no-yjs',
      'Only the contact-note editor holds a Yjs document.',
      { path: views, pathNot: contactNoteEditor },
      { path: npm(...yjsFamily, 'y-websocket', 'y-indexeddb', '@tiptap') },
    ),
    never(
      'parts-know-no-routes',
      'Shared components and messages can be used on every page.',
      { path: '^src/lib/' },
      { path: '^src/routes/' },
    ),

    never(
      'server-knows-rules-and-doc',
      'The relay has no browser in it.',
      { path: '^server/' },
      { path: '^(src|bench)/', pathNot: ['^src/lib/rules/', doc] },
    ),
    never(
      'server-has-no-svelte',
      'Nor a framework for browsers, nor a tool for building one.',
      { path: '^server/' },
      { path: '^node_modules/', dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    ),
    never(
      'only-wiring-chooses-an-adapter',
      'Everything else takes the port, so that any adapter fits.',
      { path: '^server/', pathNot: [wiring, '^server/log/', '^server/channels/'] },
      { path: '^server/(log/(memory|sqlite|jetstream)|channels/(webChat|webhook))\\.ts$' },
    ),
    never(
      'room-meets-no-socket',
      'A room sees its sessions through an interface of its own.',
      { path: '^server/(room|rooms|session|workspace)\\.ts$' },
      { path: '^server/socket' },
    ),

    never(
      'nobody-imports-tests',
      'Tests know everybody, nobody knows them.',
      { path: '^(src|server)/' },
      { path: '^test/' },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/lib/i18n/paraglide/'] },
    exclude: { path: ['^\\.svelte-kit/', '/tsconfig\\.json$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.svelte'],
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
    builtInModules: { add: ['node:sqlite'] },
  },
};
