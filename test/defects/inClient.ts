// Planted in the browser’s side.

import type { Defect } from './defect.ts';

export const CLIENT: readonly Defect[] = [
  {
    name: 'outbox: an old reply is sent without a question',
    file: 'src/lib/doc/client/outbox.ts',
    find: "return kind === 'reply' && this.#clock.wall() - written > ASK_BEFORE_SENDING_MS;",
    replace: "return kind === 'reply' && written < 0;",
    noticedBy: {
      file: 'test/doc/workspaceCore.test.ts',
      test: 'asks before it sends a reply that waited for more than an hour',
    },
  },
  {
    name: 'outbox: said to be stored when it is not',
    file: 'src/lib/doc/client/outbox.ts',
    find: "return stored ? 'kept' : 'memory';",
    replace: "return 'kept';",
    noticedBy: { file: 'test/doc/outbox.test.ts', test: 'says plainly when the device cannot keep it' },
  },
  {
    name: 'draft: only in the memory of the page',
    file: 'src/lib/doc/client/drafts.ts',
    find: 'this.#desk.keepDraft(key, typing.draft);',
    replace: '',
    noticedBy: {
      file: 'test/doc/workspaceCore.test.ts',
      test: 'keeps a draft that was being typed when the page went',
    },
  },
  {
    name: 'copies: kept of what one may no longer read',
    file: 'src/lib/doc/client/keeper.ts',
    find: `      await this.#documents.forget(threadName(this.#workspace, id));
`,
    replace: '',
    noticedBy: { file: 'test/doc/keeper.test.ts', test: 'removes what has fallen out of my inboxes' },
  },
  {
    name: 'time: the relay’s goes back on the device',
    file: 'src/lib/doc/client/relayTime.ts',
    find: 'if (ahead > 0 && ahead <= STAND_STILL_MAX_MS) return this.#last;',
    replace: '',
    noticedBy: { file: 'test/doc/relayTime.test.ts', test: 'stands still rather than go back a little' },
  },
  {
    name: 'epoch: another one is not noticed',
    file: 'src/lib/doc/client/epochs.ts',
    find: 'if (!first) this.#begun.emit();',
    replace: '',
    noticedBy: {
      file: 'test/doc/openDocument.test.ts',
      test: 'that was away while the epoch changed never mixes the two',
    },
  },
  {
    name: 'outbox: what is asked about leaves it before the desk has it',
    file: 'src/lib/doc/client/outbox.ts',
    find: `    await this.#desk.stored();
    const ids`,
    replace: `    const ids`,
    noticedBy: {
      file: 'test/doc/setAside.test.ts',
      test: 'stay in the outbox until the desk has them on its disk',
    },
  },
  {
    name: 'outbox: nothing is asked about',
    file: 'src/lib/doc/client/session.ts',
    find: 'beforeConnect: async () => this.#own?.outbox.holdStale(),',
    replace: '',
    noticedBy: { file: 'test/doc/outbox.test.ts', test: 'asks about old replies once' },
  },
  {
    name: 'desk: cleared before the outbox is stored',
    file: 'src/lib/doc/client/outbox.ts',
    find: `      await Promise.all([this.#document.stored(), this.#desk.stored()]);
      this.#desk.takeBack(({ why, command: { id } }) => why === 'room'`,
    replace: `      this.#desk.takeBack(({ why, command: { id } }) => why === 'room'`,
    noticedBy: {
      file: 'test/doc/setAside.test.ts',
      test: 'leaves the desk when the outbox has it on its disk, and stands',
    },
  },
  {
    name: 'draft: a newer text is forgotten with the one that was sent',
    file: 'src/lib/doc/client/desk.ts',
    find: 'if (this.#drafts().get(key)?.text === sent) ',
    replace: '',
    noticedBy: {
      file: 'test/doc/setAside.test.ts',
      test: 'leaves the desk only if it is still the one that was sent',
    },
  },
];
