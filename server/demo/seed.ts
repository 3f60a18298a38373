// Fills a new relay with the demo: plays the script through the relay's own doors, with a clock that runs from five days
// ago to now. What comes out is a log like any other.

import * as Y from 'yjs';
import { chatName, doorstepName, noteName } from '#lib/doc/names.ts';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import { ROOT } from '#lib/doc/schema.ts';
import type { Command } from '#lib/rules/command.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import { newSecret } from '../accounts/secret.ts';
import type { Channels } from '../channels/channel.ts';
import { visitorOf } from '../channels/visitor.ts';
import type { Log } from '../log/log.ts';
import { noMeter } from '../meter.ts';
import type { Principal } from '../principal.ts';
import { createIds, type Chance } from '../random.ts';
import { createRelay, type Relay } from '../relay.ts';
import { DEMO_CHANNEL, DEMO_INTAKE, DEMO_MEMBERS, DEMO_NAME, DEMO_TEAMS, DEMO_WORKSPACE } from './people.ts';
import { SALES_SCENES } from './salesScenes.ts';
import { msOf, type Act, type Deed, type Line, type Scene } from './script.ts';
import { SeedClient } from './seedClient.ts';
import { SeedClock } from './seedClock.ts';
import { SUPPORT_SCENES } from './supportScenes.ts';

export const SCENES: Scene[] = [...SALES_SCENES, ...SUPPORT_SCENES];

/** The shop opened its inbox a little before the first conversation. */
const FOUNDED = '6d';
/** What they were told of before has been looked at; the newest is still in the bell. */
const LOOKED = '3h';

interface Moment {
  at: number;
  happen(): Promise<void> | void;
}

type Bare<C> = C extends unknown ? Omit<C, 'id' | 'seen' | 'written'> : never;

/** @param now wall clock, epoch milliseconds; nothing in the log is later */
export async function seedDemo(ports: { log: Log; chance: Chance; now: number }): Promise<void> {
  const seeding = new Seeding(ports);
  await seeding.found();
  for (const moment of seeding.moments().sort((a, b) => a.at - b.at)) {
    seeding.clock.advanceTo(moment.at);
    await moment.happen();
  }
  seeding.clock.advanceTo(ports.now);
  seeding.relay.stop();
}

class Seeding {
  readonly clock: SeedClock;
  readonly relay: Relay;
  readonly #log: Log;
  readonly #chance: Chance;
  readonly #now: number;
  readonly #newIdAt: (now: number) => string;

  constructor({ log, chance, now }: { log: Log; chance: Chance; now: number }) {
    this.#log = log;
    this.#chance = chance;
    this.#now = now;
    this.clock = new SeedClock(now - msOf(FOUNDED));
    this.#newIdAt = createIds(chance);
    const channels: Channels = { kindOf: () => 'web-chat', of: () => [DEMO_CHANNEL] };
    const problem = (what: string, error: unknown): never => {
      throw new Error(`the demo failed at ${what}`, { cause: error });
    };
    this.relay = createRelay({ log, clock: this.clock, chance, meter: noMeter, channels, problem });
  }

  async found(): Promise<void> {
    await this.#done(this.relay.createWorkspace(DEMO_WORKSPACE, DEMO_NAME));
    for (const joining of DEMO_MEMBERS) {
      await this.#done(this.relay.submit(DEMO_WORKSPACE, { kind: 'join-member', ...joining }));
    }
    for (const team of DEMO_TEAMS) await this.#act('mira', { kind: 'create-team', ...team });
    await this.#act('mira', { kind: 'set-intake', intake: { kind: 'team-inbox', team: DEMO_INTAKE } });
  }

  /** Everything that happens after the founding, in no order yet. */
  moments(): Moment[] {
    const looked = DEMO_MEMBERS.map(({ member }) => ({
      at: this.#now - msOf(LOOKED),
      happen: () => this.#act(member, { kind: 'dismiss-notification', notification: 'all' }),
    }));
    return [...SCENES.flatMap((scene) => this.#momentsOf(scene)), ...looked];
  }

  #momentsOf(scene: Scene): Moment[] {
    const secret = newSecret(this.#chance);
    const visitor = visitorOf(DEMO_WORKSPACE, DEMO_CHANNEL, secret) ?? '';
    const conversation = (): ConversationId =>
      this.#log.conversationOf(DEMO_WORKSPACE, DEMO_CHANNEL, visitor) ??
      fail(`${scene.customer} has not written yet`);
    const lines = scene.lines.map((line): Moment => ({
      at: this.#now - msOf(line.ago),
      happen: () =>
        'by' in line ? this.#play(line, conversation()) : this.#say(visitor, scene.customer, line),
    }));
    const { contactNote } = scene;
    if (!contactNote) return lines;
    const note = {
      at: this.#now - msOf(contactNote.ago),
      happen: () => this.#note(conversation(), contactNote),
    };
    return [...lines, note];
  }

  #say(visitor: string, name: string, { says }: Extract<Line, { says: string }>): void {
    const who: Principal = { kind: 'visitor', workspace: DEMO_WORKSPACE, channel: DEMO_CHANNEL, visitor };
    const said = {
      id: this.#newId(),
      kind: 'say',
      name,
      text: says,
      attachments: [],
      written: this.clock.now(),
    };
    // Each message from a device of its own, so that none has to be kept open meanwhile.
    this.#write(who, doorstepName(DEMO_WORKSPACE, visitor, said.id), (doc) => appendCommand(doc, said));
    const known = this.#log.document(chatName(DEMO_WORKSPACE, visitor)).length > 0;
    if (!known) fail(`nothing arrived from ${name}`);
  }

  #note(conversation: ConversationId, { by, paragraphs }: NonNullable<Scene['contactNote']>): void {
    const who: Principal = { kind: 'member', workspace: DEMO_WORKSPACE, member: by };
    this.#write(who, noteName(DEMO_WORKSPACE, conversation), (doc) => {
      const written = paragraphs.map((text) => {
        const paragraph = new Y.XmlElement('paragraph');
        paragraph.insert(0, [new Y.XmlText(text)]);
        return paragraph;
      });
      doc.getXmlFragment(ROOT.note).insert(0, written);
    });
  }

  #write(who: Principal, document: string, change: (doc: Y.Doc) => void): void {
    const client = new SeedClient(this.relay, who, document);
    this.clock.settle();
    client.write(change);
    this.clock.settle();
    client.end();
  }

  async #play(deed: Deed, conversation: ConversationId): Promise<void> {
    const command = { conversation, ...this.#commandOf(deed, conversation) };
    if (!deed.refused) return this.#act(deed.by, command);
    const written = this.#now - msOf(deed.refused.written);
    const outcome = await this.#submit(deed.by, command, { seen: this.#seqAt(written), written });
    if (outcome.kind !== 'held') fail(`${deed.by}'s ${command.kind} was not refused`);
  }

  #commandOf(act: Act, conversation: ConversationId) {
    const card = this.#log.card(DEMO_WORKSPACE, conversation)?.card ?? fail('the conversation is gone');
    if ('replies' in act) return { kind: 'reply' as const, text: act.replies, attachments: [] };
    if ('notes' in act) {
      return { kind: 'note' as const, text: act.notes, attachments: [], mention: act.mentions ?? null };
    }
    if ('assigns' in act) return { kind: 'assign' as const, to: act.assigns };
    if ('adds' in act) return { kind: 'add-collaborators' as const, members: act.adds };
    if ('removes' in act) return { kind: 'remove-collaborator' as const, member: act.removes };
    if ('closes' in act) return { kind: 'set-status' as const, status: { kind: 'closed' as const } };
    if ('snoozes' in act) {
      const status = { kind: 'snoozed' as const, until: this.#now + msOf(act.snoozes) };
      return { kind: 'set-status' as const, status };
    }
    if ('fills' in act)
      return { kind: 'update-contact' as const, name: card.contact.name, fields: act.fills };
    if ('drafts' in act) return { kind: 'save-draft' as const, tab: 'reply' as const, text: act.drafts };
    return { kind: 'mark-read' as const, upTo: card.seq };
  }

  /** @throws if it is refused: the script is wrong */
  async #act(member: MemberId, command: Bare<Command>): Promise<void> {
    const seen = this.#log.head(DEMO_WORKSPACE)?.seq ?? 0;
    const outcome = await this.#submit(member, command, { seen, written: this.clock.now() });
    if (outcome.kind === 'held') fail(`${member}'s ${command.kind} was refused: ${outcome.refusal.reason}`);
  }

  #submit(member: MemberId, command: Bare<Command>, when: Pick<Command, 'seen' | 'written'>) {
    const whole: Command = { id: this.#newId(), ...when, ...command };
    return this.#done(this.relay.act(DEMO_WORKSPACE, member, whole));
  }

  /** The newest that anybody could have seen at that instant. */
  #seqAt(instant: number): number {
    const records = this.#log.read(DEMO_WORKSPACE, 0, 10_000);
    return records.findLast(({ at }) => at <= instant)?.seq ?? 0;
  }

  /** The relay commits when the clock lets it. */
  async #done<T>(work: Promise<T>): Promise<T> {
    this.clock.settle();
    return work;
  }

  #newId(): string {
    return this.#newIdAt(this.clock.now());
  }
}

function fail(why: string): never {
  throw new Error(`the demo's script is wrong: ${why}`);
}
