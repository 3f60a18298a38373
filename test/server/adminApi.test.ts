// What only admins ask the relay: invites, channels, what a change would do, who comes back, and who did what.

import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditPage } from '../../server/audit.ts';
import type { Preview } from '../../server/preview.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';
import { TEAMS, WORKSPACE } from '../support/startRelay.ts';
import type { StoredRecord } from '../../server/log/log.ts';

let http: TestHttp;
let mira: Browser;
let leo: Browser;

beforeEach(async () => {
  http = await TestHttp.start();
  mira = await http.signedIn('mira');
  leo = await http.signedIn('leo');
});

const ADDRESSES: [string, string, unknown][] = [
  ['GET', `/api/invites?workspace=${WORKSPACE}`, undefined],
  ['DELETE', `/api/invites/x?workspace=${WORKSPACE}`, undefined],
  ['GET', `/api/channels?workspace=${WORKSPACE}`, undefined],
  ['POST', `/api/preview/${WORKSPACE}`, { kind: 'deactivate-member', member: 'leo' }],
  ['POST', `/api/members/${WORKSPACE}/ana/rejoin`, {}],
  ['GET', `/api/audit/${WORKSPACE}`, undefined],
  ['POST', `/api/audit/${WORKSPACE}/check`, {}],
];

describe.each(ADDRESSES)('%s %s', (method, path, body) => {
  it('is for admins only', async () => {
    const asked = { ...(body === undefined ? {} : { body }) };
    expect((await http.browser().ask(method, path, asked)).status).toBe(401);
    const refused = await leo.ask(method, path, asked);
    expect(refused.status).toBe(403);
    expect((await bodyOf(refused)).error).toBe('not-an-admin');
    const elsewhere = await mira.ask(method, path.replace(WORKSPACE, 'elsewhere'), asked);
    expect(elsewhere.status).toBe(404);
  });
});

describe('open invites', () => {
  interface Listed {
    invites: { id: string; role: string; createdBy: string; expiresAt: number }[];
  }
  const listed = async () =>
    (await bodyOf<Listed>(await mira.get(`/api/invites?workspace=${WORKSPACE}`))).invites;
  const invite = async (role: string) =>
    (await bodyOf<{ link: string }>(await mira.post('/api/invites', { workspace: WORKSPACE, role }))).link;

  it('are listed until they are used, over or revoked, and never with what opens them', async () => {
    const link = await invite('agent');
    await invite('admin');
    const [first, second] = await listed();
    expect([first?.role, second?.role].sort()).toEqual(['admin', 'agent']);
    expect(first).toMatchObject({ createdBy: 'mira', expiresAt: http.clock.now() + 7 * 24 * 3_600_000 });
    expect(JSON.stringify(await listed())).not.toContain(link.slice(link.lastIndexOf('/') + 1));

    const agents = (await listed()).find(({ role }) => role === 'agent');
    const path = `/api/invites/${agents?.id}?workspace=${WORKSPACE}`;
    expect((await mira.ask('DELETE', path, {})).status).toBe(204);
    expect((await mira.ask('DELETE', path, {})).status).toBe(404);
    expect((await http.browser().get(`/api/invites/${link.slice(link.lastIndexOf('/') + 1)}`)).status).toBe(
      404,
    );
    expect((await listed()).map(({ role }) => role)).toEqual(['admin']);
    http.clock.advance(7 * 24 * 3_600_000);
    expect(await listed()).toEqual([]);
  });
});

describe('channels', () => {
  it('are listed with the address that customers open', async () => {
    const { channels } = await bodyOf<{ channels: unknown[] }>(
      await mira.get(`/api/channels?workspace=${WORKSPACE}`),
    );
    const link = `http://127.0.0.1:3000/chat/${WORKSPACE}/web`;
    expect(channels).toMatchObject([{ id: 'web', kind: 'web-chat', name: 'Toko Kopi', link }]);
  });
});

describe('what a change would do', () => {
  const ask = (wish: object) => mira.post(`/api/preview/${WORKSPACE}`, wish);
  const previewOf = async (wish: object) => bodyOf<Preview>(await ask(wish));

  /** Four of Leo's: two of sales, one of them snoozed; one of no team; one closed. And one that he helps with. */
  async function leosDay(): Promise<string[]> {
    const { relay } = http;
    const [one, two, three, four, five] = ['a', 'b', 'c', 'd', 'e'].map((who) =>
      relay.customerWrites(`visitor-${who}`, 'Hello'),
    ) as [string, string, string, string, string];
    for (const conversation of [one, two, three, four])
      await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    const until = http.clock.now() + 3_600_000;
    await relay.act('leo', { kind: 'set-status', conversation: two, status: { kind: 'snoozed', until } });
    await relay.act('leo', { kind: 'assign', conversation: three, to: { kind: 'nobody' } });
    await relay.act('mira', { kind: 'assign', conversation: three, to: { kind: 'member', member: 'dewi' } });
    await relay.act('mira', { kind: 'assign', conversation: three, to: { kind: 'member', member: 'leo' } });
    await relay.act('leo', { kind: 'set-status', conversation: four, status: { kind: 'closed' } });
    await relay.act('ana', { kind: 'add-collaborators', conversation: five, members: ['leo'] });
    return [one, two, three, four, five];
  }

  it('to deactivate somebody is told as it then happens', async () => {
    const ids = await leosDay();
    const told = await previewOf({ kind: 'deactivate-member', member: 'leo' });
    expect(told).toEqual({
      unassigned: [{ team: 'sales', open: 1, snoozed: 1 }],
      intake: { open: 1, snoozed: 0 },
      kept: { open: 0, snoozed: 0 },
      closed: 1,
      collaborating: 1,
      mentioned: 0,
    });
    expect(http.relay.relay.directory(WORKSPACE)?.members['leo']?.active).toBe(true);
    await http.relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
    const cards = ids.map((id) => http.relay.log.card(WORKSPACE, id)!.card);
    const waits = (team: string | null, status: string) =>
      cards.filter((card) => card.owner === null && card.team === team && card.status.kind === status).length;
    // The fifth waited in sales before, too.
    expect([waits('sales', 'open') - 1, waits('sales', 'snoozed'), waits(null, 'open')]).toEqual([1, 1, 1]);
    expect(cards.filter(({ owner }) => owner === 'leo').map(({ status }) => status.kind)).toEqual(['closed']);
  });

  it('to archive a team, and to take somebody out of it', async () => {
    await leosDay();
    expect(await previewOf({ kind: 'archive-team', team: 'sales' })).toMatchObject({
      unassigned: [],
      kept: { open: 1, snoozed: 1 },
      intake: { open: 1, snoozed: 0 },
    });
    const wish = { kind: 'set-team-members', team: 'sales', members: ['ana', 'rafi'], before: TEAMS.sales };
    expect(await previewOf(wish)).toMatchObject({ unassigned: [{ team: 'sales', open: 1, snoozed: 1 }] });
  });

  it('is refused as the change would be', async () => {
    const last = await ask({ kind: 'deactivate-member', member: 'mira' });
    expect([last.status, (await bodyOf(last)).error]).toEqual([409, 'last-admin']);
    const other = await ask({ kind: 'rename-team', team: 'sales', name: 'X' });
    expect(other.status).toBe(400);
  });
});

describe('somebody deactivated', () => {
  it('may be let in again, as who they were, and the audit says by whom', async () => {
    await http.relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
    expect((await leo.get(`/api/inboxes/${WORKSPACE}/intake`)).status).toBe(404);
    const path = `/api/members/${WORKSPACE}/leo/rejoin`;
    expect((await mira.post(path, {})).status).toBe(204);
    expect((await leo.get(`/api/inboxes/${WORKSPACE}/intake`)).status).toBe(200);
    expect((await mira.post(path, {})).status).toBe(409);
    expect((await mira.post(path.replace('leo', 'nobody'), {})).status).toBe(404);
    expect(http.relay.log.read(WORKSPACE, http.relay.log.head(WORKSPACE)!.seq - 1, 1)[0]).toMatchObject({
      by: 'member:mira',
      events: [{ kind: 'member-joined', member: 'leo', role: 'agent' }],
    });
  });
});

describe('the audit', () => {
  const page = async (query = '') =>
    bodyOf<AuditPage>(await mira.get(`/api/audit/${WORKSPACE}${query === '' ? '' : `?${query}`}`));
  const kinds = ({ entries }: AuditPage) => entries.flatMap(({ events }) => events.map(({ kind }) => kind));

  it('says who did what, the newest first, and never what was written', async () => {
    const conversation = http.relay.customerWrites('budi', 'a secret of Budi', 'Budi');
    await http.relay.act('leo', { kind: 'reply', conversation, text: 'a secret of Leo', attachments: [] });
    await http.relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'hush',
      attachments: [],
      mention: 'dewi',
    });
    const found = await page();
    expect(found.entries[0]).toMatchObject({ by: 'member:leo', seq: found.chain.head });
    expect(kinds(found).slice(0, 4)).toEqual([
      'note-added',
      'mention-granted',
      'owner-assigned',
      'reply-sent',
    ]);
    expect(found.contacts).toEqual({ [conversation]: 'Budi' });
    expect(JSON.stringify(found)).not.toMatch(/secret|hush/);
  });

  it('leaves out what is private to one member', async () => {
    const conversation = http.relay.customerWrites('budi', 'Hello');
    const before = kinds(await page());
    await http.relay.act('leo', { kind: 'save-draft', conversation, tab: 'reply', text: 'half' });
    await http.relay.act('leo', { kind: 'mark-read', conversation, upTo: 1 });
    await http.relay.act('leo', { kind: 'set-intake', intake: { kind: 'unassigned' } });
    expect(kinds(await page())).toEqual(before);
  });

  it('finds by who, what, which conversation and when, and by all of them together', async () => {
    const one = http.relay.customerWrites('budi', 'Hello');
    http.relay.customerWrites('siti', 'Hello', 'Siti');
    http.clock.advance(60_000);
    const noon = http.clock.now();
    await http.relay.act('leo', { kind: 'assign', conversation: one, to: { kind: 'me' } });
    await http.relay.act('ana', { kind: 'add-collaborators', conversation: one, members: ['ana'] });
    expect(kinds(await page('by=member:leo'))).toEqual(['owner-assigned']);
    expect(kinds(await page('by=leo'))).toEqual(['owner-assigned']);
    expect(
      kinds(await page('kind=conversation-started')).filter((k) => k === 'conversation-started'),
    ).toHaveLength(2);
    expect(kinds(await page(`conversation=${one}&by=ana`))).toEqual(['collaborators-added']);
    expect(kinds(await page(`from=${noon}`))).toEqual(['collaborators-added', 'owner-assigned']);
    expect(kinds(await page(`to=${noon}&by=ana`))).toEqual([]);
    expect(kinds(await page(`by=leo&kind=reply-sent`))).toEqual([]);
    for (const wrong of ['by=LEO', 'kind=draft-saved', 'conversation=__proto__', 'from=-1', 'before=x'])
      expect((await mira.get(`/api/audit/${WORKSPACE}?${wrong}`)).status, wrong).toBe(400);
  });

  it('comes in pages that miss nothing and repeat nothing', async () => {
    const conversation = http.relay.customerWrites('budi', 'Hello');
    for (let index = 0; index < 120; index += 1)
      await http.relay.act('leo', {
        kind: 'note',
        conversation,
        text: `${index}`,
        attachments: [],
        mention: null,
      });
    const seqs: number[] = [];
    let next: number | null = null;
    let pages = 0;
    do {
      const found: AuditPage = await page(`kind=note-added${next === null ? '' : `&before=${next}`}`);
      seqs.push(...found.entries.map(({ seq }) => seq));
      ({ next } = found);
      pages += 1;
    } while (next !== null);
    expect(pages).toBe(3);
    expect(seqs).toHaveLength(120);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => b - a));
  });

  it('says that all was checked, or plainly which record is not what was written', async () => {
    http.relay.customerWrites('budi', 'Hello');
    const { chain } = await page();
    expect(chain).toEqual({ checked: chain.head, head: chain.head, broken: null });

    const honest = http.relay.log.read.bind(http.relay.log);
    const forged = ({ seq, ...record }: StoredRecord): StoredRecord => ({
      ...record,
      seq,
      by: seq === 4 ? 'member:leo' : record.by,
    });
    http.relay.log.read = (...asked) => honest(...asked).map(forged);
    const found = await page();
    expect(found.chain).toEqual({ checked: 3, head: chain.head, broken: 4 });
    expect(found.entries.map(({ seq }) => seq)).not.toContain(4);
    http.relay.restart();
  });

  it('goes on checking as often as it is asked', async () => {
    const answer = await mira.post(`/api/audit/${WORKSPACE}/check`, {});
    expect(answer.status).toBe(200);
    const chain = await bodyOf<AuditPage['chain']>(answer);
    expect(chain.checked).toBe(chain.head);
  });

  it('is not read as fast as one likes', async () => {
    const ask = () => mira.get(`/api/audit/${WORKSPACE}`);
    const answers = await Promise.all(Array.from({ length: 130 }, ask));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(30);
    expect(refused[0]?.headers.get('retry-after')).toBe('60');
  });
});
