/**
 * Everything that `npm test` runs. A step is
 *   name     what it is called: `npm test -- rules lint` runs only these
 *   group    `npm test -- static` runs a whole group
 *   run      a line of shell, or `npm:NAME` for a script of package.json
 *   after    names of steps that have to have passed before
 *   needs    a folder; where it is missing the step is said to be absent, and counts as nothing
 *   counts   'vitest' or 'playwright': its tests are counted one by one; else the step counts as one
 *   alone    true: nothing else runs meanwhile (what starts browsers wants the machine for itself)
 * Steps start in this order, as many at a time as there are cores (at most two); long ones first keep both busy.
 */
export const steps = [
  { name: 'prepare', group: 'prepare', run: 'npm:prepare:types' },
  { name: 'dovecot', group: 'unit', run: 'node scripts/ensureDovecot.mjs' },
  // After it: Debian's package tools run one at a time.
  { name: 'chromium', group: 'browser', run: 'node scripts/ensureChromium.mjs', after: ['dovecot'] },
  { name: 'build', group: 'browser', run: 'node scripts/build.mjs', after: ['prepare'] },

  layer('sim'),
  check('lint'),
  // Half of it is waiting for processes that were killed.
  { ...layer('faults'), after: ['build', 'dovecot'] },
  layer('server'),
  // It copies the working tree, which must not be in the middle of being built.
  { name: 'defects', group: 'unit', run: 'npm:test:defects', after: ['build'] },
  check('types', 'check:types'),
  layer('rules'),
  check('svelte', 'check:svelte'),
  layer('doc'),
  layer('contract'),
  check('format', 'format:check'),
  check('imports', 'check:imports'),
  check('unused', 'check:unused'),
  check('packages', 'check:packages'),
  check('messages', 'check:messages'),
  check('docs', 'check:docs'),
  check('contrast', 'check:contrast'),

  { name: 'size', group: 'browser', run: 'npm:check:size', after: ['build'] },
  {
    name: 'browser',
    group: 'browser',
    run: 'playwright test --reporter=list,json',
    after: ['build', 'chromium', 'dovecot'],
    needs: 'test/browser',
    counts: 'playwright',
    alone: true,
  },
];

function check(name, script = name) {
  return { name, group: 'static', run: `npm:${script}`, after: ['prepare'] };
}

/** A vitest project (vite.config.ts), which reads test/<name>. */
function layer(name) {
  return {
    name,
    group: 'unit',
    run: `vitest run --project ${name}`,
    after: ['prepare'],
    needs: `test/${name}`,
    counts: 'vitest',
  };
}
