// What was said in erased conversations goes; that it was said, by whom and when, stays, under the same hashes.

import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../server/log/chain.ts';
import type { Erased } from '../../server/log/log.ts';
import type { Event } from '#lib/rules/event.ts';
import { commit, DOCUMENTS, everything, fillWithOneOfEach, nextRecords, text, WORKSPACE } from './commits.ts';
import type { Subject } from './log.suite.ts';

/** A record says something in one conversation; what it does to others has no words. */
const inBoth: Event[] = [
  { kind: 'reply-sent', conversation: 'c1', text: 'for Sari', attachments: [] },
  { kind: 'snooze-ended', conversation: 'c2' },
];

/** Erased by the third record: most tests write no more. */
function gone(...conversations: string[]): Erased[] {
  return conversations.map((conversation) => ({ conversation, seq: 3 }));
}

export function erasureSuite(subject: Subject): void {
  describe('erasing', () => {
    it('takes what was said out of the records of a conversation, which keep their hashes and their chain', () => {
      const { log } = subject;
      commit(log, { text: 'for Sari alone' });
      commit(log, { records: nextRecords(log, WORKSPACE, { command: 'm2', events: inBoth }) });
      commit(log, { records: nextRecords(log, WORKSPACE, { events: inBoth.slice(1) }) });
      const before = log.read(WORKSPACE, 0, 10);
      log.erase(WORKSPACE, gone('c1'));
      const after = log.read(WORKSPACE, 0, 10);
      expect(after[0]).toEqual({ ...before[0], salt: '', events: [{ ...before[0]?.events[0], text: '' }] });
      expect(after[1]).toEqual({ ...before[1], salt: '', events: [{ ...inBoth[0], text: '' }, inBoth[1]] });
      expect(after[2]).toEqual(before[2]);
      expect(log.head(WORKSPACE)).toMatchObject({ seq: 3, hash: before[2]?.hash });
      expect([...verifyChain(log, WORKSPACE)]).toEqual([]);
    });

    it('forgets which address led to it, and no other', () => {
      const { log } = subject;
      commit(log, {
        contacts: [
          { channel: 'web-chat', address: 'sari', conversation: 'c1' },
          { channel: 'web-chat', address: 'joko', conversation: 'c2' },
        ],
      });
      log.erase(WORKSPACE, gone('c1'));
      expect(log.conversationOf(WORKSPACE, 'web-chat', 'sari')).toBeNull();
      expect(log.conversationOf(WORKSPACE, 'web-chat', 'joko')).toBe('c2');
    });

    it('names every document of the workspace, since each may have it in an older update', () => {
      const { log } = subject;
      fillWithOneOfEach(log);
      const names = log.erase(WORKSPACE, gone('c1'));
      expect([...names].sort()).toEqual(DOCUMENTS.map((name) => `${WORKSPACE}${name}`).sort());
    });

    it('takes what they said from what search finds', () => {
      const { log } = subject;
      commit(log, { texts: ['c1', 'c2'].map((id) => text('message', 'Halo', { conversation: id })) });
      log.erase(WORKSPACE, gone('c1'));
      expect(log.search(WORKSPACE, ['halo'], null, 10).map((found) => found.conversation)).toEqual(['c2']);
    });

    it('leaves what somebody wrote about it afterwards, who had not heard of it', () => {
      const { log } = subject;
      commit(log, { text: 'before' });
      commit(log, { text: 'after' });
      log.erase(WORKSPACE, [{ conversation: 'c1', seq: 1 }]);
      expect(log.read(WORKSPACE, 0, 10).map(({ events }) => events)).toMatchObject([
        [{ text: '' }],
        [{ text: 'after' }],
      ]);
      expect([...verifyChain(log, WORKSPACE)]).toEqual([]);
    });

    it('of several at once, of what nobody knows, and again, changes nothing more', () => {
      const { log } = subject;
      commit(log, { records: nextRecords(log, WORKSPACE, { events: inBoth }) });
      log.erase(WORKSPACE, gone('nobody', 'c1', 'c2'));
      const once = everything(log);
      expect(JSON.stringify(once.records)).not.toContain('Sari');
      log.erase(WORKSPACE, gone('c1', 'c2'));
      expect(everything(log)).toEqual(once);
    });

    it('I17 leaves another workspace as it is, where conversations have the same ids', () => {
      const { log } = subject;
      log.beginEpoch('other', { epoch: 1, client: 12 });
      fillWithOneOfEach(log, 'theirs', 'other');
      fillWithOneOfEach(log);
      const before = everything(log, 'other');
      log.erase(WORKSPACE, gone('c1'));
      log.scrub();
      expect(everything(log, 'other')).toEqual(before);
    });

    it('lets more be committed behind it', () => {
      const { log } = subject;
      commit(log, { text: 'for Sari' });
      log.erase(WORKSPACE, gone('c1'));
      commit(log, { text: 'later' });
      expect(log.read(WORKSPACE, 1, 10)[0]?.events).toMatchObject([{ text: 'later' }]);
      expect([...verifyChain(log, WORKSPACE)]).toEqual([]);
    });
  });

  describe('scrubbing', () => {
    it('changes nothing that anybody reads, with something erased or without', () => {
      const { log } = subject;
      fillWithOneOfEach(log);
      fillWithOneOfEach(log, 'second');
      const whole = everything(log);
      log.scrub();
      expect(everything(log)).toEqual(whole);
      log.erase(WORKSPACE, gone('c1'));
      const rest = everything(log);
      log.scrub();
      expect(everything(log)).toEqual(rest);
      commit(log, { text: 'goes on' });
      expect(log.head(WORKSPACE)?.seq).toBe(3);
    });
  });
}
