// How the built app is cut into files. Left to itself the bundler makes a file of whatever the same pages share: the inbox
// began with nearly a hundred, and each cost the browser a way through the service worker. Here what always comes together
// is one file. It is about how many files there are only: what is in none of the areas is cut as the bundler does.

import type { Plugin } from 'vite';

/** The parts of the app that a browser loads apart from each other, by where their code begins. */
const AREAS = new Map([
  ['everywhere', /\/runtime\/client\/entry\.js$|\/client-optimized\/app\.js$|\/src\/routes\/\+/],
  ['members', /\/src\/routes\/\(app\)\/w\/[^/]+\/\+layout/],
  ['lists', /\/src\/routes\/\(app\)\/w\/[^/]+\/\(lists\)\//],
  ['held', /\/src\/routes\/\(app\)\/w\/[^/]+\/held\//],
  ['settings', /\/src\/routes\/\(app\)\/w\/[^/]+\/settings\//],
  ['chat', /\/src\/routes\/\(chat\)\//],
  ['sign-in', /\/src\/routes\/\(auth\)\/sign-in\//],
  ['auth', /\/src\/routes\/\(auth\)\/(?!sign-in)/],
]);
/** Areas that others are inside of: what it needs, they have. */
const INSIDE = new Map([
  ['everywhere', [...AREAS.keys()]],
  ['members', ['lists', 'held', 'settings']],
]);

const MESSAGES = /\/paraglide\/messages\.js$/;
/** They offer all there is, and nobody takes more than a little: who imports them does not need whatever they import. */
const OFFERS = [MESSAGES, /\/bits-ui\/dist\/index\.js$/];

/** As much of the bundler as is asked. */
interface Graph {
  getModuleIds(): Iterable<string>;
  getModuleInfo(id: string): { importedIds: string[]; code: string | null } | null;
}

/** A file for each set of areas, with the modules that those areas begin with. */
export function chunks(): Plugin {
  let areasOf = new Map<string, Set<string>>();
  const filesOf = (count: number) => ({
    debugName: `needed by ${count} areas`,
    name: (id: string) => {
      const areas = areasOf.get(id);
      return areas?.size === count ? [...areas].sort().join(' ') : null;
    },
    // What one place alone needs is in its file already.
    minShareCount: 2,
    // What more areas need comes first: a file also takes what its modules import and no other file has.
    priority: count,
  });
  const groups = [...AREAS.keys()].map((_, index) => filesOf(index + 1));
  return {
    name: 'estafet-chunks',
    apply: 'build',
    configEnvironment: (name) =>
      name === 'client' ? { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } } : null,
    buildEnd() {
      areasOf = findAreas(this);
    },
  };
}

function findAreas(graph: Graph): Map<string, Set<string>> {
  const areasOf = new Map<string, Set<string>>();
  const visit = (id: string, area: string): void => {
    const areas = areasOf.get(id) ?? new Set();
    if (areas.has(area)) return;
    for (const each of [area, ...(INSIDE.get(area) ?? [])]) areas.add(each);
    areasOf.set(id, areas);
    for (const next of needs(graph, id)) visit(next, area);
  };
  for (const id of graph.getModuleIds()) {
    for (const [area, begins] of AREAS) if (begins.test(id)) visit(id, area);
  }
  return areasOf;
}

/** The modules that come with a module: those it imports, and of the messages those that it says. */
function needs(graph: Graph, id: string): string[] {
  const { importedIds, code } = graph.getModuleInfo(id) ?? { importedIds: [], code: null };
  const needed = importedIds.filter((next) => OFFERS.every((offers) => !offers.test(next)));
  const messages = importedIds.find((next) => MESSAGES.test(next));
  if (messages === undefined) return needed;
  const said = [...(code ?? '').matchAll(/\bm\.(\w+)/g)].map(([, name = '']) => name);
  return [...needed, ...said.map((name) => messages.replace(/\.js$/, `/${name}.js`))];
}
