// Planted where the relay meets other companies’ servers.

import type { Defect } from './defect.ts';

export const OUTSIDE: readonly Defect[] = [
  {
    name: 'webhook: signature not compared',
    file: 'server/channels/webhook/signature.ts',
    find: 'right = isSecret(one, expected) || right;',
    replace: 'right = one !== expected || isSecret(one, expected) || right;',
    noticedBy: {
      file: 'test/server/webhooks.test.ts',
      test: 'W1 every change of a byte that is signed is noticed',
    },
  },
  {
    name: 'webhook: a request is good for ever',
    file: 'server/channels/webhook/signature.ts',
    find: "return Math.abs(now - at) <= WINDOW_MS ? 'valid' : 'stale';",
    replace: "return 'valid';",
    noticedBy: { file: 'test/server/webhooks.test.ts', test: 'W2 a request of another time is refused' },
  },
  {
    name: 'webhook: the same message is received twice',
    file: 'server/incoming.ts',
    find: 'if (decided !== null) return seenBefore(desk, incoming, decided, known);',
    replace: '',
    noticedBy: { file: 'test/server/webhooks.test.ts', test: 'W2 counts once, for ever' },
  },
  {
    name: 'webhook: replies reach private networks',
    file: 'server/publicAddress.ts',
    find: 'if (!allowPrivate && addresses.some(isPrivateAddress))',
    replace: 'if (!allowPrivate && addresses.length > 100)',
    noticedBy: { file: 'test/server/webhookPost.test.ts', test: 'W5 goes to no private address' },
  },
  {
    name: 'webhook: a private address hides behind a public one',
    file: 'server/publicAddress.ts',
    find: 'if (!allowPrivate && addresses.some(isPrivateAddress))',
    replace: 'if (!allowPrivate && addresses.every(isPrivateAddress))',
    noticedBy: {
      file: 'test/server/webhookPost.test.ts',
      test: 'W5 goes nowhere if one of a name’s addresses is private',
    },
  },
  {
    name: 'dispatch: a later reply overtakes one that is tried again',
    file: 'server/dispatch/lanes.ts',
    find: 'lane.waiting = next ? [next, ...lane.waiting.slice(1)] : lane.waiting.slice(1);',
    replace: 'lane.waiting = next ? [...lane.waiting.slice(1), next] : lane.waiting.slice(1);',
    noticedBy: {
      file: 'test/server/dispatcher.test.ts',
      test: 'I14 what waits behind a reply stays behind it',
    },
  },
  {
    name: 'dispatch: counts as sent before it is',
    file: 'server/dispatch/tries.ts',
    find: 'nextAt: UNDER_WAY };',
    replace: "nextAt: UNDER_WAY, state: 'sent' };",
    noticedBy: {
      file: 'test/server/dispatcherCrash.test.ts',
      test: 'R16 I9 at "begun": a receiver that deduplicates has it once',
    },
  },
  {
    name: 'dispatch: that a try begins is not stored',
    file: 'server/dispatch/tries.ts',
    find: "desk.turn.add('dispatches', begun);",
    replace: '',
    noticedBy: {
      file: 'test/server/dispatcherCrash.test.ts',
      test: 'R16 I9 at "answered": any other at most once',
    },
  },
  {
    name: 'dispatch: sent again where nobody knows',
    file: 'server/dispatch/outcome.ts',
    find: 'if (tried.deduplicates) return again(',
    replace: 'if (tried.now > 0) return again(',
    noticedBy: { file: 'test/server/dispatcher.test.ts', test: 'R17 I9 is unknown without an answer' },
  },
  {
    name: 'files: the address of a reply’s file never ends',
    file: 'server/channels/webhook/fileLinks.ts',
    find: 'Number(expires) * 1_000 > this.#ports.clock.now()',
    replace: 'Number(expires) > 0',
    noticedBy: { file: 'test/server/webhookFiles.test.ts', test: 'ends after seven days' },
  },
  {
    name: 'files: a mail brings as many bytes as it likes',
    file: 'server/channels/email/mailFiles.ts',
    find: "if (!mayBring(content.length)) return 'too-much';",
    replace: '',
    noticedBy: { file: 'test/server/mailFiles.test.ts', test: 'that are too large, too many, too much' },
  },
  {
    name: 'files: a mail that broke off is taken for one that may have arrived',
    file: 'server/channels/email/smtp.ts',
    find: "content.on('error', () => resolve(BROKEN))",
    replace: "content.on('error', () => resolve({ kind: 'no-answer' }))",
    noticedBy: { file: 'test/server/mailFiles.test.ts', test: 'that cannot be read to their end' },
  },
];
