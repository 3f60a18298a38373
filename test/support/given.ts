// given(what happened).when(somebody asks for something).then(what happens, or why not)
//
// What happened is a list of records, one a line: `by(mira, toTeam(sales))`. Records are numbered from 1 and a minute
// apart, from nine o'clock. What happens is compared as a whole: every event, every field.

import { expect } from 'vitest';
import type { Command } from '#lib/rules/command.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { Decision } from '#lib/rules/decide.ts';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { isConversationEvent, type Event } from '#lib/rules/event.ts';
import { byMember, type Author, type ConversationId, type MemberId } from '#lib/rules/ids.ts';
import { notify, type NotificationKind } from '#lib/rules/notification.ts';
import type { Refusal } from '#lib/rules/refusal.ts';
import type { Ask } from './commands.ts';
import { budi, MINUTE, NINE, office } from './people.ts';
import { decideIn, inputIn, recordIn, type World } from './world.ts';

export interface Happening {
  by: Author;
  /** Null: a minute after the one before. */
  at: number | null;
  events: Event[];
}

/** One record. `who` is a member, the customer (`contact`) or the relay itself. */
export function by(who: MemberId, ...events: Event[]): Happening {
  return { by: who === 'contact' || who === 'relay' ? who : byMember(who), at: null, events };
}

export function at(time: number, happening: Happening): Happening {
  return { ...happening, at: time };
}

export function given(...happenings: Happening[]): Scene {
  return new Scene({ directory: office, cards: {}, seq: 0, at: NINE }).and(...happenings);
}

/** When the asking reaches the relay, and the newest entry that its writer had seen (all of them, unless said). */
export interface When {
  at?: number;
  seen?: number;
}

export class Scene {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  get now(): number {
    return this.world.at + MINUTE;
  }

  get seq(): number {
    return this.world.seq;
  }

  get directory(): World['directory'] {
    return this.world.directory;
  }

  get card(): Card {
    return this.cardOf(budi);
  }

  cardOf(conversation: ConversationId): Card {
    const card = this.world.cards[conversation];
    if (!card) throw new Error(`${conversation} has not begun`);
    return card;
  }

  and(...happenings: Happening[]): Scene {
    const world = happenings.reduce(
      (before, record) => recordIn(before, { ...record, at: record.at ?? before.at + MINUTE }),
      this.world,
    );
    return new Scene(world);
  }

  when(actor: MemberId, ask: Ask, { at: now = this.now, seen }: When = {}): Outcome {
    const command: Command = {
      ...ask,
      id: '019a0000-0000-7000-8000-000000000000',
      seen: seen ?? this.seq,
      written: 0,
    };
    const decision = decideIn(this.world, actor, command, now);
    return new Outcome(this, decision, { by: byMember(actor), at: now, events: [] });
  }

  /** Something that nobody asked for: a customer's message, a timer, a free hand. */
  happens(input: RelayInput, { at: now = this.now }: When = {}): Outcome {
    const author = input.kind === 'receive-message' ? 'contact' : 'relay';
    const events = inputIn(this.world, input, { by: author, at: now });
    return new Outcome(this, { events }, { by: author, at: now, events: [] });
  }

  /** Whom the next record would concern, and why. */
  telling(who: MemberId, ...events: Event[]): Partial<Record<MemberId, NotificationKind>> {
    const record = by(who, ...events);
    const after = this.and(record);
    const stamp = { seq: after.seq, at: after.world.at, by: record.by };
    const ofBudi = events.filter(isConversationEvent).filter(({ conversation }) => conversation === budi);
    const told = notify(this.world.cards[budi] ?? null, ofBudi, after.directory, stamp);
    return Object.fromEntries(told.map(({ member, kind }) => [member, kind]));
  }
}

export class Outcome {
  readonly #before: Scene;
  readonly #decision: Decision;
  readonly #record: { by: Author; at: number; events: Event[] };

  constructor(before: Scene, decision: Decision, record: { by: Author; at: number; events: Event[] }) {
    this.#before = before;
    this.#decision = decision;
    this.#record = record;
  }

  /** Exactly these events, or exactly this refusal. */
  then(expected: Event[] | Refusal): void {
    const whole: Decision = Array.isArray(expected) ? { events: expected } : { refusal: expected };
    expect(this.#decision).toStrictEqual(whole);
  }

  /** The scene after it was accepted. */
  accepted(): Scene {
    if ('refusal' in this.#decision) throw new Error(`refused: ${JSON.stringify(this.#decision.refusal)}`);
    return this.#before.and({ ...this.#record, events: this.#decision.events });
  }

  /** What it was refused for; null if it was accepted. */
  get refusal(): Refusal | null {
    return 'refusal' in this.#decision ? this.#decision.refusal : null;
  }

  /** Whom it concerns, and why. */
  tells(): Partial<Record<MemberId, NotificationKind>> {
    if ('refusal' in this.#decision) throw new Error(`refused: ${JSON.stringify(this.#decision.refusal)}`);
    const who = this.#record.by.replace(/^member:/, '');
    return this.#before.telling(who, ...this.#decision.events);
  }
}
