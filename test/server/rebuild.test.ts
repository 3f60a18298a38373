// A rebuild shows what was shown before, under another Yjs client id.

import { UNDER_WAY } from '../../server/log/log.ts';
import { readChat } from '#lib/doc/chatDoc.ts';
import { readDirectory, readMeta } from '#lib/doc/directoryDoc.ts';
import { readPersonal } from '#lib/doc/inboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import type * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { rebuild } from '../../server/rebuild.ts';
import { CHANNEL, TEAMS, TestRelay, WORKSPACE } from '../support/startRelay.ts';
import { seededChance } from '../support/fakeChance.ts';

describe('a rebuild', () => {
  it('I19 makes every decided document again as it was, in a new epoch', async () => {
    const relay = await new TestRelay().found();
    const conversation = await busyDay(relay);
    const documents = ['', 'inbox/mira', 'inbox/leo', 'inbox/ana', 'inbox/dewi', 'inbox/rafi'].concat(
      ['team/sales', 'team/support', 'intake', 'all'],
      [`thread/${conversation}`],
    );
    const before = documents.map((name) => contentOf(name, relay.open(readerOf(name), name).doc));
    const chatBefore = chatOf(relay);
    const { log, clock } = relay;
    const ports = {
      log,
      clock,
      chance: seededChance(9),
      channels: { kindOf: () => 'web-chat' as const, of: () => ['web'] },
    };
    const head = relay.log.head(WORKSPACE);
    expect(rebuild(WORKSPACE, ports)).toBe(head?.seq);
    relay.restart();
    // Behind all that is there stands one record more, which leaps over every number that may ever have been used.
    const after = relay.log.read(WORKSPACE, head?.seq ?? 0, 10);
    expect(after).toMatchObject([{ seq: Math.floor(clock.now() / 1_000) * 1_000 + 1, events: [] }]);
    expect(documents.map((name) => contentOf(name, relay.open(readerOf(name), name).doc))).toEqual(before);
    expect(chatOf(relay)).toEqual(chatBefore);
    expect(readMeta(relay.open('mira', '').doc)?.epoch).toBe(Math.floor(clock.now() / 1_000));
  });

  it('I4 leaves verdicts: what was decided before is not decided again', async () => {
    const relay = await new TestRelay().found();
    const conversation = relay.customerWrites('budi', 'Hello');
    const reply = relay.whole({ kind: 'reply', conversation, text: 'Once', attachments: [] });
    await relay.act('leo', reply);
    const { log, clock } = relay;
    rebuild(WORKSPACE, {
      log,
      clock,
      chance: seededChance(9),
      channels: { kindOf: () => 'web-chat', of: () => ['web'] },
    });
    relay.restart();
    expect((await relay.act('leo', reply)).kind).toBe('again');
  });

  it('R7 G2 after a restore nobody knows what has been sent since the backup; after any other rebuild, the relay does', async () => {
    const channels = { kindOf: () => 'webhook' as const, of: () => ['web'] };
    const relay = await new TestRelay({ channels }).found();
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('leo', { kind: 'reply', conversation, text: 'On its way', attachments: [] });
    const { log, clock } = relay;
    const [pending] = log.pending(WORKSPACE, 10);
    const ports = { log, clock, chance: seededChance(9), channels };
    rebuild(WORKSPACE, ports);
    expect(log.pending(WORKSPACE, 10)).toEqual([pending]);
    clock.advance(60_000);
    rebuild(WORKSPACE, { ...ports, chance: seededChance(10), restored: true });
    expect(log.pending(WORKSPACE, 10)).toEqual([{ ...pending, nextAt: UNDER_WAY }]);
  });
});

function chatOf(relay: TestRelay): unknown {
  const who = { kind: 'visitor' as const, workspace: WORKSPACE, channel: CHANNEL, visitor: 'budi' };
  return readChat(relay.openAs(who, 'chat/budi').doc).timeline;
}

function readerOf(name: string): string {
  return name.startsWith('inbox/') ? name.slice('inbox/'.length) : 'mira';
}

function contentOf(name: string, doc: Y.Doc): unknown {
  if (name === '') return readDirectory(doc);
  return name.startsWith('thread/') ? readThread(doc) : readPersonal(doc);
}

/** A little of everything that leaves a trace in a document. */
async function busyDay(relay: TestRelay): Promise<string> {
  const conversation = relay.customerWrites('budi', 'Hello');
  const other = relay.customerWrites('siti', 'Hi', 'Siti');
  await relay.act('leo', { kind: 'note', conversation, text: '@Dewi?', attachments: [], mention: 'dewi' });
  await relay.act('leo', { kind: 'reply', conversation, text: 'On it', attachments: [] });
  await relay.act('ana', { kind: 'reply', conversation, text: 'Me too', attachments: [], seen: 1 });
  await relay.act('leo', { kind: 'add-collaborators', conversation, members: ['ana', 'rafi'] });
  await relay.act('ana', { kind: 'save-draft', conversation, tab: 'note', text: 'half a th' });
  await relay.act('ana', { kind: 'mark-read', conversation, upTo: 999 });
  await relay.act('mira', { kind: 'assign', conversation: other, to: { kind: 'queue', team: 'support' } });
  await relay.act('mira', {
    kind: 'set-team-members',
    team: 'support',
    members: ['rafi', 'ana'],
    before: TEAMS.support,
  });
  await relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
  relay.clock.advance(MENTION_MS + 1);
  relay.customerWrites('budi', 'Anybody?');
  return conversation;
}
