// What a device shows while access comes and goes, against the real relay core.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import { TEAMS } from '../support/startRelay.ts';
import { DAY, SECOND } from '../support/people.ts';
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

const note = (text: string, mention: string | null = null) => ({
  kind: 'note' as const,
  conversation,
  text,
  attachments: [],
  mention,
});
const kinds = (view: ReturnType<WorkspaceCore['conversation']>) =>
  view.timeline.map((line) => line.entry.kind);

describe('access on a device', () => {
  it('C4 ends a view when the mention ends, and removes the copy', async () => {
    await stage.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    const device = stage.device('dewi');
    const dewi = await stage.open(device, 'dewi');
    await stage.relay.act('leo', note('Tolong lihat', 'dewi'));
    await stage.settle();
    expect(dewi.notifications).toMatchObject([{ kind: 'mentioned', conversation }]);
    const view = dewi.conversation(conversation);
    await stage.settle();
    expect(view.access).toEqual(['guest']);
    const ends = view.accessEndsAt;
    await stage.pass(DAY - SECOND);
    expect(view.ended).toBeNull();
    await stage.pass(2 * SECOND);
    expect(view.ended).toEqual({ reason: 'mention-lapsed', at: ends });
    expect(view.timeline).toEqual([]);
    expect(dewi.cards('inbox/dewi')).toEqual([]);
    const copies = await device.stores.names('estafet/');
    expect(copies.filter((name) => name.includes('/thread/'))).toEqual([]);
  });

  it('C4 ends a view when the mention ends while there is no network', async () => {
    await stage.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await stage.relay.act('leo', note('Tolong lihat', 'dewi'));
    const device = stage.device('dewi', -3 * DAY);
    const dewi = await stage.open(device, 'dewi');
    const view = dewi.conversation(conversation);
    await stage.settle();
    device.goOffline();
    await stage.pass(DAY);
    expect(view.ended).toMatchObject({ reason: 'mention-lapsed' });
    expect(dewi.cards('inbox/dewi')).toEqual([]);
    expect((await device.stores.names('estafet/')).some((name) => name.includes('/thread/'))).toBe(false);
  });

  it('opens again by itself when somebody is mentioned again', async () => {
    await stage.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await stage.relay.act('leo', note('Tolong lihat', 'dewi'));
    const dewi = await stage.open(stage.device('dewi'), 'dewi');
    const view = dewi.conversation(conversation);
    await stage.settle();
    await stage.pass(DAY);
    expect(view.ended).not.toBeNull();
    await stage.relay.act('leo', note('Sekali lagi', 'dewi'));
    await stage.settle();
    expect(view.ended).toBeNull();
    expect(view.access).toEqual(['guest']);
    expect(kinds(view).filter((kind) => kind === 'note-added')).toHaveLength(2);
  });

  it('starts a conversation without a network', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    device.goOffline();
    const contact = { id: 'siti', name: 'Siti', fields: {} };
    await leo.send({
      kind: 'start-conversation',
      conversation: 'started-here',
      contact,
      channel: 'web',
      text: 'Halo',
    });
    const view = leo.conversation('started-here');
    expect(view.card).toMatchObject({ owner: 'leo', contact });
    expect(view.known).toBe(true);
    expect(kinds(view)).toEqual(['conversation-started', 'owner-assigned', 'reply-sent']);
    expect(leo.cards('inbox/leo')).toMatchObject([
      { card: { id: 'started-here' }, access: ['owner', 'teammate'] },
    ]);
    await stage.online(device);
    expect(view.ended).toBeNull();
    expect(view.synced).toBe(true);
    expect(view.timeline.every(({ pending }) => !pending)).toBe(true);
  });

  it('says so when somebody may not read the workspace any more', async () => {
    const leo = await stage.open(stage.device('leo'), 'leo');
    await stage.relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
    await stage.settle();
    expect(leo.ended).toMatchObject({ reason: 'deactivated' });
    expect(leo.cards('team/sales')).toEqual([]);
  });

  it('opens and closes team inboxes as membership changes', async () => {
    const dewi = await stage.open(stage.device('dewi'), 'dewi');
    const set = (members: string[], before: string[]) =>
      stage.relay.act('mira', { kind: 'set-team-members', team: 'sales', members, before });
    await set(['leo', 'dewi'], TEAMS.sales);
    await stage.settle();
    expect(dewi.list(unassigned)).toHaveLength(1);
    await set(['leo'], ['leo', 'dewi']);
    await stage.settle();
    expect(dewi.cards('inbox/dewi')).toEqual([]);
    await set(['leo', 'dewi'], ['leo']);
    await stage.settle();
    expect(dewi.list(unassigned)).toHaveLength(1);
  });
});
