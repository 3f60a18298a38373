// A workspace on a device, against the real relay core.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../support/people.ts';
import { Stage } from '../support/stage.ts';

const unassigned = { inbox: 'team/sales', view: 'unassigned', status: 'open', order: 'newest' } as const;

let stage: Stage;
let conversation: string;
beforeEach(async () => {
  stage = new Stage();
  await stage.relay.found();
  conversation = stage.relay.customerWrites('visitor-1', 'Halo');
});
afterEach(async () => {
  await stage.end();
  expect(stage.relay.problems).toEqual([]);
});

const reply = (text: string) => ({ kind: 'reply' as const, conversation, text, attachments: [] });
const note = (text: string, mention: string | null = null) => ({
  kind: 'note' as const,
  conversation,
  text,
  attachments: [],
  mention,
});
const kinds = (view: ReturnType<WorkspaceCore['conversation']>) =>
  view.timeline.map((line) => line.entry.kind);

describe('a workspace on a device', () => {
  it('shows what the relay has', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    expect(leo.connection.state).toBe('live');
    expect(leo.ready).toBe(true);
    expect(leo.me?.name).toBe('Leo');
    expect(leo.list(unassigned)).toMatchObject([
      {
        card: { id: conversation, owner: null },
        pending: null,
        unread: true,
        access: ['claimant', 'teammate'],
      },
    ]);
    expect(leo.counts('team/sales')).toMatchObject({ 'unassigned.open': 1, 'all.open': 1 });
    const view = leo.conversation(conversation);
    await stage.settle();
    expect(view.synced).toBe(true);
    expect(kinds(view)).toEqual(['conversation-started', 'message-received', 'team-assigned']);
    expect(device.problems).toEqual([]);
  });

  it('opens my own inbox first, those of my teams when there is time or when somebody looks', async () => {
    const device = stage.device('leo');
    await stage.close(await stage.open(device, 'leo'));
    device.goOffline();
    device.isBusy = true;
    const leo = await stage.open(device, 'leo');
    expect(leo.ready).toBe(true);
    expect(leo.card(conversation)).toBeNull();
    expect(leo.counts('team/sales')).toEqual({});

    leo.list(unassigned);
    await stage.settle();
    expect(leo.list(unassigned)).toHaveLength(1);
    await stage.close(leo);

    const again = await stage.open(device, 'leo');
    expect(again.card(conversation)).toBeNull();
    device.rest();
    await stage.settle();
    expect(again.card(conversation)?.id).toBe(conversation);
    expect(again.counts('team/sales')).toMatchObject({ 'unassigned.open': 1 });
    expect(device.problems).toEqual([]);
  });

  it('shows what was written at once, and the same line when it is confirmed', async () => {
    const leo = await stage.open(stage.device('leo'), 'leo');
    const view = leo.conversation(conversation);
    await stage.settle();
    const sent = leo.send(reply('Selamat pagi'));
    await Promise.resolve();
    await Promise.resolve();
    const before = view.timeline.slice(-2);
    expect(before).toMatchObject([
      { pending: true, entry: { kind: 'owner-assigned', owner: 'leo', via: 'first-reply' } },
      { pending: true, entry: { kind: 'reply-sent', text: 'Selamat pagi' } },
    ]);
    expect(leo.list(unassigned)).toEqual([]);
    expect(leo.counts('team/sales')).toMatchObject({ 'unassigned.open': 0, 'all.open': 1 });
    expect(leo.waiting).toBe(1);
    expect(view.pending?.commands).toHaveLength(1);
    await stage.settle();
    expect(await sent).toBe('kept');
    expect(leo.waiting).toBe(0);
    expect(view.pending).toBeNull();
    expect(view.card?.owner).toBe('leo');
    const after = view.timeline.slice(-2);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
    expect(after.map(({ pending }) => pending)).toEqual([false, false]);
  });

  it('F1 opens without a network with all it had, and keeps what is written until there is one', async () => {
    const device = stage.device('leo');
    const first = await stage.open(device, 'leo');
    first.conversation(conversation);
    await stage.settle();
    await stage.close(first);
    device.goOffline();
    const offline = await stage.open(device, 'leo');
    expect(offline.ready).toBe(true);
    expect(offline.connection.state).not.toBe('live');
    const view = offline.conversation(conversation);
    await stage.settle();
    expect(kinds(view)).toContain('message-received');
    expect(await offline.send(reply('Dari kereta'))).toBe('kept');
    await stage.close(offline);
    const again = await stage.open(device, 'leo');
    expect(again.waiting).toBe(1);
    expect(again.conversation(conversation).timeline.at(-1)).toMatchObject({
      pending: true,
      entry: { text: 'Dari kereta' },
    });
    await stage.online(device);
    expect(again.waiting).toBe(0);
    expect(again.card(conversation)?.owner).toBe('leo');
  });

  it('F2 takes back what was not decided', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    device.goOffline();
    await leo.send(reply('Salah kirim'));
    const command = leo.card(conversation) && leo.cards('team/sales')[0]?.pending?.commands[0];
    expect(leo.takeBack(command ?? '')).toBe(true);
    expect(leo.waiting).toBe(0);
    expect(leo.takeBack(command ?? '')).toBe(false);
    await stage.online(device);
    expect(leo.card(conversation)?.owner).toBeNull();
  });

  it('says that the queue decides, and not who', async () => {
    const device = stage.device('mira');
    const mira = await stage.open(device, 'mira');
    mira.cards('all');
    await stage.settle();
    device.goOffline();
    await mira.send({ kind: 'assign', conversation, to: { kind: 'queue', team: 'sales' } });
    const view = mira.conversation(conversation);
    expect(view.card?.owner).toBeNull();
    expect(view.pending?.queue).toBe('sales');
    expect(view.timeline.at(-1)).toMatchObject({
      pending: true,
      entry: { kind: 'team-assigned', via: 'queue' },
    });
    await stage.online(device);
    expect(view.pending).toBeNull();
    expect(view.card?.owner).toBe('leo');
  });

  it('F3 keeps a late reply on the shelf when somebody else answered, and sends it as a note', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    device.goOffline();
    await leo.send(reply('Dari kereta'));
    await stage.relay.act('ana', reply('Sudah dijawab'));
    await stage.online(device);
    expect(leo.waiting).toBe(0);
    expect(leo.held).toMatchObject([
      {
        where: 'relay',
        command: { text: 'Dari kereta' },
        refusal: { reason: 'already-owned', owner: 'ana' },
      },
    ]);
    const [held] = leo.held;
    await leo.resend(held!, 'note');
    await stage.settle();
    expect(leo.held).toEqual([]);
    const view = leo.conversation(conversation);
    await stage.settle();
    expect(view.timeline.at(-1)).toMatchObject({ entry: { kind: 'note-added', text: 'Dari kereta' } });
  });

  it('shows what will be refused as not done, with the reason', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    expect(leo.predict({ kind: 'remove-collaborator', conversation, member: 'ana' })).toMatchObject({
      reason: 'not-a-collaborator',
    });
    device.goOffline();
    await leo.send({ kind: 'remove-collaborator', conversation, member: 'ana' });
    const view = leo.conversation(conversation);
    expect(view.blocked).toMatchObject([{ refusal: { reason: 'not-a-collaborator' } }]);
    expect(view.timeline.every((line) => line.entry.kind !== 'collaborator-removed')).toBe(true);
  });

  it('asks before it sends a reply that waited for more than an hour, and sends it only once', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    device.goOffline();
    await leo.send(reply('Kemarin'));
    await leo.send(note('Catatan lama'));
    await stage.pass(HOUR + MINUTE);
    await stage.online(device);
    expect(leo.held).toMatchObject([{ where: 'device', command: { text: 'Kemarin' } }]);
    expect(leo.card(conversation)?.replies).toBeNull();
    expect(kinds(leo.conversation(conversation))).not.toContain('reply-sent');
    expect(await leo.resend(leo.held[0]!, 'again')).toBe('kept');
    await stage.settle();
    expect(leo.held).toEqual([]);
    expect(leo.card(conversation)?.replies).toMatchObject({ by: 'member:leo' });
  });

  it('F4 has the same drafts and read marks on every device', async () => {
    const phone = await stage.open(stage.device('leo'), 'leo');
    const laptop = await stage.open(stage.device('leo'), 'leo');
    phone.saveDraft(conversation, 'reply', 'Sela');
    phone.saveDraft(conversation, 'reply', 'Selamat');
    expect(phone.draft(conversation, 'reply')).toBe('Selamat');
    await stage.pass(2 * SECOND);
    expect(laptop.draft(conversation, 'reply')).toBe('Selamat');
    await phone.markRead(conversation);
    await stage.settle();
    expect(laptop.cards('team/sales')[0]?.unread).toBe(false);
    await laptop.send(reply('Selamat'));
    await stage.pass(2 * SECOND);
    expect(laptop.draft(conversation, 'reply')).toBe('');
    expect(phone.draft(conversation, 'reply')).toBe('');
  });

  it('keeps a draft that was being typed when the page went', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    device.goOffline();
    leo.saveDraft(conversation, 'note', 'Besok ditel');
    await stage.pass(250);
    device.kill();
    const again = await stage.open(device, 'leo');
    expect(again.draft(conversation, 'note')).toBe('Besok ditel');
  });

  it('F3 C7 decides 500 commands of thirty days within ten seconds: in order, once, old replies after their writer was asked', async () => {
    const device = stage.device('leo');
    await stage.close(await stage.open(device, 'leo'));
    device.isOnline = false;
    const texts: string[] = [];
    for (let week = 0; week < 5; week += 1) {
      const page = await stage.open(device, 'leo');
      if (week === 0) await page.send({ kind: 'assign', conversation, to: { kind: 'me' } });
      else await page.send(reply(`Balasan ${week}`));
      const ofWeek = Array.from({ length: 99 }, (_, index) => `Catatan ${week}.${index}`);
      await Promise.all(ofWeek.map((text) => page.send(note(text))));
      texts.push(...ofWeek);
      // As when the lid is closed: nothing is finished, and no timer runs for six days.
      device.kill();
      await stage.pass(6 * DAY);
    }
    await stage.relay.act('ana', { kind: 'assign', conversation, to: { kind: 'me' } });

    const back = await stage.open(device, 'leo');
    expect(back.waiting).toBe(500);
    await stage.online(device);
    for (let second = 1; second < 10; second += 1) await stage.pass(SECOND);
    expect(back.waiting).toBe(0);
    expect(back.held.filter(({ where }) => where === 'relay')).toMatchObject([
      { command: { kind: 'assign' }, refusal: { reason: 'stale-ownership' } },
    ]);
    const asked = back.held.flatMap(({ where, command }) =>
      where === 'device' && command.kind === 'reply' ? [command.text] : [],
    );
    expect(asked.sort()).toEqual([1, 2, 3, 4].map((week) => `Balasan ${week}`));
    const view = back.conversation(conversation);
    await stage.settle();
    expect(view.card?.owner).toBe('ana');
    const said = view.timeline.flatMap(({ entry }) => (entry.kind === 'note-added' ? [entry.text] : []));
    expect(said).toEqual(texts);
    expect(kinds(view)).not.toContain('reply-sent');
    // For hangs only: it is two seconds' work, on a machine that may be doing much else.
  }, 60_000);

  it('wipes everything of the account from the device', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    leo.conversation(conversation);
    await stage.settle();
    await leo.wipe();
    expect(await device.stores.names('estafet/')).toEqual([]);
    expect([...device.notes.keys()]).toEqual([]);
  });

  it('stays wiped when another tab, that has not heard of it, loses its connection', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    await stage.open(device, 'leo');
    await leo.wipe();
    device.goOffline();
    await stage.settle();
    expect([...device.notes.keys()]).toEqual([]);
  });

  it('tells its listeners once a turn', async () => {
    const leo = await stage.open(stage.device('leo'), 'leo');
    let told = 0;
    leo.subscribe('content', () => (told += 1));
    stage.relay.customerWrites('visitor-2', 'Permisi');
    await stage.settle();
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(6);
    expect(leo.list(unassigned)).toHaveLength(2);
    expect(leo.list(unassigned)).toBe(leo.list(unassigned));
  });
});
