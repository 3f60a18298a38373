// What members do. Each habit returns what was done, in words for the trace, or null where there is nothing to do it with.

import type { AssignTo, WantedStatus } from '#lib/rules/command.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import * as Y from 'yjs';
import { noteName } from '#lib/doc/names.ts';
import { noteFragment } from '#lib/doc/noteDoc.ts';
import type { Wish } from '#lib/doc/client/views.ts';
import { CHANNEL, WORKSPACE } from '../support/startRelay.ts';
import { MINUTE, everybody } from '../support/people.ts';
import type { Dice } from './dice.ts';
import type { MemberAtDevice } from './people.ts';
import type { Habit } from './setting.ts';
import type { Simulation } from './simulation.ts';

export interface Doing {
  sim: Simulation;
  dice: Dice;
  who: MemberAtDevice;
}

type Doer = (doing: Doing) => string | null;

/** How often somebody does what the interface would not let them: an old version, a script, a click that came too late. */
const DEFIANCE = 0.15;
/** Somebody looks at a contact note for so long, and writes in it after a moment. */
const NOTE_OPEN_MS = 30_000;
const NOTE_READ_MS = 1_500;
const COLLEAGUES = everybody;

export const MEMBER_HABITS: Partial<Record<Habit, { weight: number; run: Doer }>> = {
  reply: { weight: 10, run: (doing) => withText(doing, 'reply') },
  note: { weight: 4, run: (doing) => withText(doing, 'note') },
  mention: { weight: 4, run: mention },
  assign: { weight: 6, run: assign },
  queue: { weight: 2, run: queue },
  collaborate: { weight: 3, run: collaborate },
  status: { weight: 4, run: status },
  contact: { weight: 1, run: contact },
  start: { weight: 1, run: start },
  draft: { weight: 2, run: draft },
  read: { weight: 2, run: read },
  shelf: { weight: 6, run: shelf },
  regret: { weight: 2, run: regret },
  repeat: { weight: 3, run: repeat },
  look: { weight: 10, run: look },
  jot: { weight: 2, run: jot },
};

function conversation({ dice, who }: Doing): ConversationId | undefined {
  const ids = [...new Set([...who.cards.map(({ id }) => id), ...who.views.keys()])];
  return dice.maybe(ids);
}

function team({ oracle }: Simulation, dice: Dice): string {
  return dice.pick(Object.keys(oracle.state.directory.teams));
}

function wish(doing: Doing, make: (conversation: ConversationId) => Wish | null): string | null {
  const { who, dice } = doing;
  const about = conversation(doing);
  const wanted = about === undefined ? null : make(about);
  if (!wanted) return null;
  const refusal = who.core.predict(wanted);
  if (refusal && !dice.happens(DEFIANCE)) return null;
  who.send(wanted);
  return `${who.name} ${wanted.kind} ${about ?? ''} ${'to' in wanted ? JSON.stringify(wanted.to) : ''}${refusal ? ` (predicted: ${refusal.reason})` : ''}`;
}

/** A text about a conversation, which must not leave it. */
export function say(
  { sim, who }: Pick<Doing, 'sim' | 'who'>,
  about: ConversationId,
  isPublic: boolean,
): string {
  const ids = who.page.ids;
  // The command's own id is the next that its page makes.
  const next = ids.length;
  const { page } = who;
  return sim.history.text({
    author: who.member,
    conversation: () => about,
    isPublic,
    record: () => sim.oracle.verdicts.get(page.ids[next] ?? '')?.seq ?? null,
  });
}

function withText(doing: Doing, kind: 'reply' | 'note'): string | null {
  return wish(doing, (about) => {
    const text = say(doing, about, kind === 'reply');
    return kind === 'reply'
      ? { kind, conversation: about, text, attachments: [] }
      : { kind, conversation: about, text, attachments: [], mention: null };
  });
}

function mention(doing: Doing): string | null {
  return wish(doing, (about) => {
    const text = say(doing, about, false);
    return { kind: 'note', conversation: about, text, attachments: [], mention: doing.dice.pick(COLLEAGUES) };
  });
}

function assign(doing: Doing): string | null {
  const { sim, dice } = doing;
  const member: MemberId = dice.pick(COLLEAGUES);
  const targets: AssignTo[] = [
    { kind: 'me' },
    { kind: 'me' },
    { kind: 'member', member },
    { kind: 'team', team: team(sim, dice) },
    { kind: 'team-member', team: team(sim, dice), member },
    { kind: 'nobody' },
  ];
  const to = dice.pick(targets);
  return wish(doing, (about) => ({ kind: 'assign', conversation: about, to }));
}

/** Often two at once, as somebody does who empties a list: they may be decided in one commit, and must take two turns. */
function queue(doing: Doing): string | null {
  const { sim, dice } = doing;
  const to = { kind: 'queue', team: team(sim, dice) } as const;
  const enqueue = (): string | null => wish(doing, (about) => ({ kind: 'assign', conversation: about, to }));
  const first = enqueue();
  const second = first !== null && dice.happens(0.5) ? enqueue() : null;
  return second === null ? first : `${first ?? ''}, and ${second}`;
}

function collaborate(doing: Doing): string | null {
  const { dice } = doing;
  const member = dice.pick(COLLEAGUES);
  const adds = dice.happens(0.6);
  return wish(doing, (about) =>
    adds
      ? { kind: 'add-collaborators', conversation: about, members: [member, dice.pick(COLLEAGUES)] }
      : { kind: 'remove-collaborator', conversation: about, member },
  );
}

function status(doing: Doing): string | null {
  const { dice, who } = doing;
  if (dice.happens(0.15)) {
    const member = dice.pick(COLLEAGUES);
    return wish(doing, (about) => ({ kind: 'end-mention', conversation: about, member }));
  }
  const wanted: WantedStatus[] = [
    { kind: 'open' },
    { kind: 'closed' },
    { kind: 'snoozed', until: who.core.now + dice.between(1, 600) * MINUTE },
  ];
  const next = dice.pick(wanted);
  return wish(doing, (about) => ({ kind: 'set-status', conversation: about, status: next }));
}

function contact(doing: Doing): string | null {
  return wish(doing, (about) => ({
    kind: 'update-contact',
    conversation: about,
    name: say(doing, about, true),
    fields: {},
  }));
}

function start({ sim, dice, who }: Doing): string {
  const about = who.device.newId();
  const text = say({ sim, who }, about, true);
  const customer = { id: `c-${dice.between(0, 999)}`, name: 'Siti', fields: {} };
  who.send({ kind: 'start-conversation', conversation: about, contact: customer, channel: CHANNEL, text });
  return `${who.name} starts ${about}`;
}

function draft(doing: Doing): string | null {
  const { who, dice } = doing;
  const about = conversation(doing);
  if (about === undefined) return null;
  const tab = dice.pick(['reply', 'note'] as const);
  who.core.saveDraft(about, tab, say(doing, about, false));
  return `${who.name} types in ${about}`;
}

/** In the contact note, which all who may see the conversation write together. */
function jot(doing: Doing): string | null {
  const { sim, who } = doing;
  const about = conversation(doing);
  if (about === undefined) return null;
  const { page } = who;
  const { documents } = who.core.session;
  const name = noteName(WORKSPACE, about);
  const document = documents.acquire(name);
  const text = say({ sim, who }, about, false);
  sim.clock.after(NOTE_READ_MS, () => {
    if (!page.isAlive || who.device.isAsleep || !(document.known || document.synced) || document.ended)
      return;
    sim.clientRuns();
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(text)]);
    noteFragment(document.doc).insert(0, [paragraph]);
    sim.counters.count('note-jotted');
  });
  sim.clock.after(NOTE_OPEN_MS, () => page.isAlive && documents.release(name));
  return `${who.name} opens the contact note of ${about}`;
}

function read(doing: Doing): string | null {
  const about = conversation(doing);
  if (about === undefined) return null;
  void doing.who.core.markRead(about);
  return `${doing.who.name} reads ${about}`;
}

/** Something on the held shelf is decided. */
function shelf({ sim, dice, who }: Doing): string | null {
  const held = dice.maybe(who.core.held);
  if (!held) return null;
  const { id } = held.command;
  const choice = dice.pick(['again', 'note', 'drop'] as const);
  if (held.where === 'device') {
    sim.counters.count('held-on-device');
    if (choice === 'again') sim.history.again(id);
    else sim.history.gone(id);
  }
  if (choice === 'again' && held.command.kind === 'reply') sim.counters.count('resent-anyway');
  if (choice === 'drop') void who.core.drop(held);
  else void who.core.resend(held, choice);
  return `${who.name} decides ${id} on the shelf (${held.where}): ${choice}`;
}

function regret({ sim, dice, who }: Doing): string | null {
  const entry = dice.maybe(who.core.session.own?.outbox.entries ?? []);
  if (!entry || !who.core.takeBack(entry.id)) return null;
  sim.history.gone(entry.id);
  if (!sim.oracle.verdicts.has(entry.id)) sim.counters.count('taken-back');
  return `${who.name} takes back ${entry.id}`;
}

/** A script that tries again, a second tab, a restored backup: the same command comes once more, at once or much later. */
function repeat({ sim, dice, who }: Doing): string | null {
  const own = who.core.session.own;
  const waiting = dice.maybe(own?.outbox.entries ?? []);
  if (waiting) who.remembered.push(waiting);
  const command = waiting ?? dice.maybe(who.remembered);
  if (!own || !command) return null;
  sim.history.again(command.id);
  void own.outbox.append(command);
  return `${who.name} sends ${command.id} again`;
}

function look(doing: Doing): string | null {
  const { who, dice } = doing;
  const open = dice.happens(0.3) ? dice.maybe([...who.views.keys()]) : undefined;
  if (open !== undefined) {
    who.lookAway(open);
    return `${who.name} leaves ${open}`;
  }
  const about = conversation(doing);
  if (about === undefined) return null;
  who.look(about);
  return `${who.name} looks at ${about}`;
}
