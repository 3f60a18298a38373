// What views show of the outbox: predictions by the same rules, in order, and nothing that only the relay can know.

import { describe, expect, it } from 'vitest';
import { forecastRefusal, overlay, type Overlay, type OverlayInput } from '#lib/doc/overlay.ts';
import { isDismissed } from '#lib/doc/overlayPersonal.ts';
import type { Command } from '#lib/rules/command.ts';
import type { Ask } from '../support/commands.ts';
import * as ask from '../support/commands.ts';
import type { Scene } from '../support/given.ts';
import { by } from '../support/given.ts';
import { owned, replied } from '../support/events.ts';
import { ana, budi, dewi, HOUR, leo, mira, MINUTE, rafi, sales, siti, support } from '../support/people.ts';
import { fresh, inSales, leosInSales } from '../support/scenes.ts';
import { deepFreeze } from '../support/world.ts';

/** The outbox of `me` on top of a scene. */
class Device {
  readonly scene: Scene;
  readonly me: string;
  readonly commands: Command[] = [];
  readonly confirmed = new Set<string>();
  now: number;
  #count = 0;

  constructor(scene: Scene, me: string) {
    this.scene = scene;
    this.me = me;
    this.now = scene.now;
  }

  write(...asks: (Ask & { seen?: number })[]): this {
    for (const one of asks) {
      this.#count += 1;
      const base = { id: `command-${this.#count}`, seen: this.scene.seq, written: this.now };
      this.commands.push({ ...base, ...one });
    }
    return this;
  }

  get input(): OverlayInput {
    const { cards } = this.scene.world;
    return {
      commands: deepFreeze([...this.commands]),
      cardOf: (id) => cards[id] ?? null,
      isConfirmed: (_conversation, command) => this.confirmed.has(command),
      directory: this.scene.directory,
      me: this.me,
      now: this.now,
    };
  }

  over(previous: Overlay | null = null): Overlay {
    return overlay(this.input, previous);
  }
}

const kinds = (over: Overlay, conversation = budi) =>
  over.conversations.get(conversation)?.lines.map((line) => line.kind);

describe('the overlay', () => {
  it('touches nothing while the outbox is empty', () => {
    const over = new Device(fresh, leo).over();
    expect(over.conversations.size).toBe(0);
    expect(over.directory).toBe(fresh.directory);
    expect(over.waiting).toBe(0);
  });

  it('shows a reply and the claim that comes with it, stamped with what is known', () => {
    const device = new Device(inSales, leo).write(ask.reply('Halo'));
    const forecast = device.over().conversations.get(budi)!;
    const stamp = { seq: inSales.seq, at: device.now, by: 'member:leo', command: 'command-1' };
    expect(forecast.lines).toEqual([
      { ...stamp, kind: 'owner-assigned', owner: leo, before: null, team: sales, via: 'first-reply' },
      { ...stamp, kind: 'reply-sent', text: 'Halo', attachments: [] },
    ]);
    expect(forecast.card).toMatchObject({ owner: leo, team: sales, waitingSince: null });
    expect(forecast.confirmed).toBe(inSales.card);
    expect(forecast.commands).toEqual(['command-1']);
  });

  it('runs commands in order, each on what the ones before it did', () => {
    const over = new Device(inSales, leo)
      .write(ask.assignToMe(), ask.addCollaborators(ana), ask.reply('Halo'), ask.close())
      .over();
    expect(kinds(over)).toEqual(['owner-assigned', 'collaborators-added', 'reply-sent', 'status-changed']);
    expect(over.conversations.get(budi)?.card).toMatchObject({
      owner: leo,
      collaborators: [ana],
      status: { kind: 'closed' },
    });
    expect(over.waiting).toBe(4);
  });

  it('gives what will be refused its reason and shows no effect of it', () => {
    const over = new Device(leosInSales, ana).write(ask.reply('Saya saja'), ask.note('Boleh saya?')).over();
    const forecast = over.conversations.get(budi)!;
    expect(forecast.blocked).toMatchObject([
      { command: { id: 'command-1' }, refusal: { reason: 'not-allowed' } },
    ]);
    expect(kinds(over)).toEqual(['note-added']);
    expect(forecast.card?.replies).toBe(leosInSales.card.replies);
  });

  it('predicts that somebody else was faster', () => {
    const late = leosInSales.and(by(leo, replied('Sudah')));
    const over = new Device(late, mira).write({ ...ask.assignToMe(), seen: 2 }).over();
    expect(over.conversations.get(budi)?.blocked).toMatchObject([{ refusal: { reason: 'stale-ownership' } }]);
  });

  it('never says whose turn a queue gives it to', () => {
    const over = new Device(leosInSales, mira).write(ask.assignByQueue(sales)).over();
    const forecast = over.conversations.get(budi)!;
    expect(forecast.queue).toBe(sales);
    expect(forecast.card).toMatchObject({ owner: leo, team: sales });
    expect(kinds(over)).toEqual(['team-assigned']);
    expect(over.directory.teams[sales]?.turn).toBeNull();
  });

  it('passes over what is confirmed and what stands in the outbox twice', () => {
    const device = new Device(inSales, leo).write(ask.note('satu'), ask.note('dua'), ask.note('tiga'));
    device.commands.push(device.commands[1]!);
    device.confirmed.add('command-1');
    const over = device.over();
    expect(over.conversations.get(budi)?.lines).toMatchObject([{ text: 'dua' }, { text: 'tiga' }]);
    expect(over.waiting).toBe(2);
  });

  it('folds what changes the directory, and decides what follows with it', () => {
    const over = new Device(fresh, mira)
      .write(
        { kind: 'create-team', team: 'returns', name: 'Returns', members: [dewi] },
        { kind: 'set-availability', member: dewi, availability: 'away' },
        ask.assignToTeam('returns'),
      )
      .over();
    expect(over.directory.teams['returns']).toMatchObject({ name: 'Returns', members: [dewi] });
    expect(over.directory.members[dewi]?.availability).toBe('away');
    expect(over.conversations.get(budi)?.card?.team).toBe('returns');
    expect(fresh.directory.teams['returns']).toBeUndefined();
  });

  it('says what is refused of the directory', () => {
    const over = new Device(fresh, leo).write({ kind: 'rename-workspace', name: 'Milik Leo' }).over();
    expect(over.blocked).toMatchObject([{ refusal: { reason: 'not-allowed' } }]);
    expect(over.directory).toBe(fresh.directory);
  });

  it('keeps what is private out of the conversation', () => {
    const over = new Device(fresh, leo)
      .write(
        { kind: 'save-draft', conversation: budi, tab: 'reply', text: 'Selam' },
        { kind: 'save-draft', conversation: budi, tab: 'reply', text: 'Selamat' },
        { kind: 'mark-read', conversation: budi, upTo: 1 },
        { kind: 'set-preferences', preferences: { theme: 'dark' } },
        { kind: 'dismiss-held', command: 'held-1' },
        { kind: 'dismiss-notification', notification: '1-budi' },
      )
      .over();
    expect(over.waiting).toBe(0);
    expect(over.conversations.get(budi)).toMatchObject({ commands: [], lines: [], card: fresh.card });
    expect(over.personal.drafts.get('budi.reply')?.text).toBe('Selamat');
    expect(over.personal.read.get(budi)).toBe(1);
    expect(over.personal.preferences).toEqual({ theme: 'dark' });
    expect([...over.personal.dropped]).toEqual(['held-1']);
    const message = {
      member: leo,
      kind: 'message' as const,
      conversation: budi,
      at: 0,
      by: 'contact' as const,
    };
    expect(isDismissed(over.personal, { ...message, id: '1-budi', seq: 1 })).toBe(true);
    expect(isDismissed(over.personal, { ...message, id: '2-budi', seq: 2 })).toBe(false);
  });

  it('dismisses all notifications that there were, and none that come later', () => {
    const over = new Device(fresh, leo)
      .write({ kind: 'dismiss-notification', notification: 'all', seen: 7 })
      .over();
    const message = {
      member: leo,
      kind: 'message' as const,
      conversation: budi,
      at: 0,
      by: 'contact' as const,
    };
    expect(isDismissed(over.personal, { ...message, id: '7-budi', seq: 7 })).toBe(true);
    expect(isDismissed(over.personal, { ...message, id: '8-budi', seq: 8 })).toBe(false);
  });

  it('starts a conversation that nobody knows yet', () => {
    const contact = { id: 'siti', name: 'Siti', fields: {} };
    const over = new Device(fresh, leo)
      .write({ kind: 'start-conversation', conversation: siti, contact, channel: 'web', text: '' })
      .write(ask.about(siti, ask.note('Baru')))
      .over();
    expect(kinds(over, siti)).toEqual(['conversation-started', 'owner-assigned', 'note-added']);
    expect(over.conversations.get(siti)).toMatchObject({ confirmed: null, card: { owner: leo, seq: 0 } });
  });

  it('says nothing of a conversation that this device does not know', () => {
    const over = new Device(fresh, leo).write(ask.about(siti, ask.note('Di mana?'))).over();
    expect(over.conversations.get(siti)).toMatchObject({ card: null, lines: [], blocked: [] });
    expect(over.waiting).toBe(1);
  });

  it('asks what the rules would answer to one more command', () => {
    const next = { id: 'next', seen: inSales.seq, written: 0, ...ask.reply('Halo') };
    const before = new Device(inSales, rafi);
    expect(forecastRefusal(before.input, before.over(), next)).toBeNull();
    const after = new Device(inSales, rafi).write(ask.assignTo(dewi));
    expect(forecastRefusal(after.input, after.over(), next)).toEqual({ reason: 'not-allowed' });
  });
});

describe('the overlay, again', () => {
  it('decides nothing anew that rests on the same', () => {
    const device = new Device(inSales, leo).write(ask.assignToMe(), ask.note('satu'));
    const first = device.over();
    device.now += MINUTE;
    device.write(ask.about(budi, ask.note('dua')));
    const second = device.over(first);
    expect(second.steps.get('command-1')).toBe(first.steps.get('command-1'));
    expect(second.steps.get('command-2')).toBe(first.steps.get('command-2'));
    expect(second.conversations.get(budi)).not.toBe(first.conversations.get(budi));
    const third = device.over(second);
    expect(third.conversations.get(budi)).toBe(second.conversations.get(budi));
  });

  it('decides anew when the confirmed card is another', () => {
    const device = new Device(inSales, leo).write(ask.reply('Halo'));
    const first = device.over();
    const taken = inSales.and(by(ana, owned(ana, { team: sales, via: 'self' })));
    const second = overlay({ ...new Device(taken, leo).input, commands: device.commands }, first);
    expect(second.conversations.get(budi)?.blocked).toMatchObject([
      { refusal: { reason: 'already-owned', owner: ana } },
    ]);
  });

  it('decides anew when a mention has ended meanwhile', () => {
    const until = leosInSales.now + HOUR;
    const invited = leosInSales.and(
      by(leo, { kind: 'mention-granted', conversation: budi, member: dewi, until }),
    );
    const device = new Device(invited, dewi).write(ask.reply('Dari Dewi'));
    const first = device.over();
    expect(kinds(first)).toEqual(['reply-sent']);
    device.now = until;
    expect(device.over(first).conversations.get(budi)?.blocked).toMatchObject([
      { refusal: { reason: 'mention-lapsed', until } },
    ]);
  });

  it('costs what the outbox is long, whatever the number of cards', () => {
    const device = new Device(inSales, leo).write(...Array.from({ length: 50 }, (_, n) => ask.note(`${n}`)));
    let looked = 0;
    const counting: OverlayInput = {
      ...device.input,
      cardOf: (id) => {
        looked += 1;
        return device.input.cardOf(id);
      },
    };
    overlay(counting);
    expect(looked).toBeLessThanOrEqual(2);
  });

  it('leaves a team that is being predicted away alone in the confirmed directory', () => {
    const over = new Device(fresh, mira).write({ kind: 'archive-team', team: support }).over();
    expect(over.directory.teams[support]?.archived).toBe(true);
    expect(fresh.directory.teams[support]?.archived).toBe(false);
  });
});
