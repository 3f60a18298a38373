// Names of documents: what is written is read back, and nothing else is a name.

import { describe, expect, it } from 'vitest';
import {
  chatName,
  directoryName,
  doorstepName,
  inboxName,
  isMerged,
  noteName,
  outboxName,
  parseDocumentName,
  threadName,
} from '#lib/doc/names.ts';

const uuid = '01a2027b-d680-725d-893b-93583e89c3cb';

describe('names of documents', () => {
  it.each([
    [directoryName('demo'), { workspace: 'demo', kind: 'directory' }],
    [inboxName('demo', 'inbox/mira'), { workspace: 'demo', kind: 'inbox', member: 'mira' }],
    [inboxName('demo', 'team/sales'), { workspace: 'demo', kind: 'team', team: 'sales' }],
    [inboxName('demo', 'intake'), { workspace: 'demo', kind: 'intake' }],
    [inboxName('demo', 'all'), { workspace: 'demo', kind: 'all' }],
    [threadName('demo', uuid), { workspace: 'demo', kind: 'thread', conversation: uuid }],
    [noteName('demo', uuid), { workspace: 'demo', kind: 'note', conversation: uuid }],
    [outboxName('demo', 'mira', uuid), { workspace: 'demo', kind: 'outbox', member: 'mira', device: uuid }],
    [chatName('demo', 'visitor'), { workspace: 'demo', kind: 'chat', visitor: 'visitor' }],
    [
      doorstepName('demo', 'visitor', 'phone'),
      { workspace: 'demo', kind: 'doorstep', visitor: 'visitor', device: 'phone' },
    ],
  ])('reads %s', (name, ref) => {
    expect(parseDocumentName(name)).toEqual(ref);
  });

  it.each([
    '',
    '/',
    'demo/',
    '/demo',
    'Demo',
    'demo/inbox',
    'demo/inbox/',
    'demo/inbox/mira/',
    'demo/inbox/mira/extra',
    'demo/intake/x',
    'demo/all/x',
    'demo/outbox/mira',
    'demo/outbox/mira/a/b',
    'demo/thread/../inbox',
    'demo/thread/%2e%2e',
    'demo/thread/a b',
    'demo/thread/constructor',
    'demo/thread/__proto__',
    'constructor',
    'demo/toString/x',
    'demo/thread/a\u0000',
    'demo/thread/ａ',
    `demo/thread/${'a'.repeat(41)}`,
    'demo//thread/a',
    'demo/thread/a/../b',
  ])('reads nothing from %j', (name) => {
    expect(parseDocumentName(name)).toBeNull();
  });

  it('knows which documents their members write', () => {
    expect((['outbox', 'doorstep', 'note'] as const).every(isMerged)).toBe(true);
    expect((['directory', 'inbox', 'team', 'intake', 'all', 'thread', 'chat'] as const).some(isMerged)).toBe(
      false,
    );
  });
});
