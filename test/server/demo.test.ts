import { beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { inboxName, noteName } from '#lib/doc/names.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import { DEMO_MEMBERS, DEMO_NAME, DEMO_WORKSPACE } from '../../server/demo/people.ts';
import { msOf } from '../../server/demo/script.ts';
import { SCENES, seedDemo } from '../../server/demo/seed.ts';
import { verifyChain } from '../../server/log/chain.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { seededChance } from '../support/fakeChance.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const MINUTE_MS = 60_000;

describe('The demo', () => {
  const log = new MemoryLog();

  beforeAll(() => seedDemo({ log, chance: seededChance(1), now: NOW }));

  const cardsOf = (inbox: InboxName): Card[] => log.page(DEMO_WORKSPACE, inbox, null, 1_000);
  const names = (cards: Card[]): string[] => cards.map(({ contact }) => contact.name).sort();

  function docOf(name: string): Y.Doc {
    const doc = new Y.Doc();
    for (const update of log.document(name)) Y.applyUpdate(doc, update);
    return doc;
  }

  function cardOf(customer: string): Card {
    const found = cardsOf('all').find(({ contact }) => contact.name === customer);
    if (!found) throw new Error(`${customer} is not in the demo`);
    return found;
  }

  it('is the workspace, members and teams that the start promises', () => {
    const directory = log.directory(DEMO_WORKSPACE);
    expect(directory?.settings).toEqual({ name: DEMO_NAME, intake: { kind: 'team-inbox', team: 'sales' } });
    const members = Object.values(directory?.members ?? {}).map(({ id, role }) => [id, role]);
    expect(members).toEqual(DEMO_MEMBERS.map(({ member, role }) => [member, role]));
    expect(directory?.teams['sales']?.members).toEqual(['leo', 'ana', 'rafi']);
    expect(directory?.teams['support']?.members).toEqual(['dewi', 'rafi']);
  });

  it('has every conversation of its script, in all states', () => {
    expect(names(cardsOf('all'))).toEqual(SCENES.map(({ customer }) => customer).sort());
    const states = cardsOf('all').map(({ status }) => status.kind);
    expect(new Set(states)).toEqual(new Set(['open', 'snoozed', 'closed']));
  });

  it('has somebody waiting in both teams', () => {
    const unassigned = (inbox: InboxName) => names(cardsOf(inbox).filter(({ owner }) => owner === null));
    expect(unassigned('team/sales')).toEqual([
      'Budi Santoso',
      'Emma Clarke',
      'Hannah Wijaya',
      'Rizky Maulana',
    ]);
    expect(unassigned('team/support')).toEqual([
      'Bayu Saputra',
      'Fitri Handayani',
      'Noah Lindqvist',
      'Putri Lestari',
    ]);
    expect(cardOf('Budi Santoso').waitingSince).not.toBeNull();
  });

  it('has work for each member', () => {
    for (const { member } of DEMO_MEMBERS) {
      const { cards } = readInbox(docOf(inboxName(DEMO_WORKSPACE, `inbox/${member}`)));
      expect([member, Object.keys(cards).length > 0]).toEqual([member, true]);
    }
    expect(cardOf('Nadia Rahman')).toMatchObject({ owner: 'rafi', collaborators: ['dewi'], team: 'support' });
    expect(cardOf('Lena Fischer')).toMatchObject({ owner: 'mira', collaborators: ['leo'], team: null });
    expect(cardOf('Yusuf Hidayat').contact.fields['company']).toBe('Sinar Lestari');
  });

  it('has one mention that runs and one near its end', () => {
    const left = (customer: string, member: string) => {
      const until = cardOf(customer).guests[member]?.until ?? 0;
      return Math.round((until - NOW) / MINUTE_MS);
    };
    expect(left('Grace Okafor', 'leo')).toBe(24 * 60 - 168);
    expect(left('Maya Kusuma', 'dewi')).toBe(45);
  });

  it('happened over the last days, and nothing of it in the future', () => {
    const records = log.read(DEMO_WORKSPACE, 0, 10_000);
    expect(records.at(-1)?.at).toBeLessThanOrEqual(NOW);
    expect(records[0]?.at).toBe(NOW - msOf('6d'));
    expect([...verifyChain(log, DEMO_WORKSPACE, [])]).toEqual([]);
  });

  it('holds one late reply on Ana’s shelf, and leaves only news in the bell', () => {
    const held: Record<string, string[]> = {};
    for (const { member } of DEMO_MEMBERS) {
      const personal = readPersonal(docOf(inboxName(DEMO_WORKSPACE, `inbox/${member}`)));
      held[member] = Object.values(personal.held).map(({ refusal }) => refusal.reason);
      expect(personal.notifications).not.toEqual([]);
      expect(personal.notifications.every(({ at }) => at >= NOW - msOf('3h'))).toBe(true);
    }
    expect(held).toEqual({ mira: [], leo: [], ana: ['already-owned'], dewi: [], rafi: [] });
    const leo = readPersonal(docOf(inboxName(DEMO_WORKSPACE, 'inbox/leo')));
    expect(Object.values(leo.drafts)).toHaveLength(1);
  });

  it('has contact notes that an editor can open', () => {
    const note = docOf(noteName(DEMO_WORKSPACE, cardOf('Yusuf Hidayat').id)).getXmlFragment('note');
    expect(note.toJSON()).toContain('<paragraph>Lebih suka ditelepon setelah jam 16.00.</paragraph>');
  });
});

describe('Lengths of time in the script', () => {
  it('are read as they are spoken', () => {
    expect(msOf('2d 3h 10m')).toBe(((2 * 24 + 3) * 60 + 10) * MINUTE_MS);
    expect(() => msOf('2 days')).toThrow('not a length of time');
  });
});
