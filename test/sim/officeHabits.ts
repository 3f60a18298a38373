// What changes the office itself, and what customers do.

import { WORKSPACE } from '../support/startRelay.ts';
import { everybody } from '../support/people.ts';
import { byMember } from '#lib/rules/ids.ts';
import type { Wish } from '#lib/doc/client/views.ts';
import type { Dice } from './dice.ts';
import type { MemberAtDevice, Visitor } from './people.ts';
import { checkErased } from './invariants/erasure.ts';
import type { Habit } from './setting.ts';
import type { Simulation } from './simulation.ts';

interface Doing {
  sim: Simulation;
  dice: Dice;
}

export const OFFICE_HABITS: Partial<Record<Habit, { weight: number; run: (doing: Doing) => string | null }>> =
  {
    availability: { weight: 3, run: availability },
    teams: { weight: 2, run: teams },
    roles: { weight: 1, run: roles },
    intake: { weight: 1, run: intake },
    leave: { weight: 1, run: leave },
    visit: { weight: 10, run: visit },
    introduce: { weight: 1, run: introduce },
    erase: { weight: 0.3, run: erase },
  };

function availability({ sim, dice }: Doing): string {
  const who = dice.pick(sim.members);
  const next = dice.pick(['available', 'available', 'away'] as const);
  const { member } = who;
  return order(who, { kind: 'set-availability', member, availability: next });
}

function teams({ sim, dice }: Doing): string {
  const boss = bossOf(sim, dice);
  const known = Object.keys(sim.oracle.state.directory.teams);
  const members = everybody.filter(() => dice.happens(0.6));
  if (dice.happens(0.1)) return order(boss, { kind: 'archive-team', team: dice.pick(known) });
  if (dice.happens(0.15)) {
    const team = `team-${known.length}`;
    const name = sim.history.text({
      author: null,
      conversation: () => null,
      isPublic: false,
      isForOffice: true,
      record: () => null,
    });
    return order(boss, { kind: 'create-team', team, name, members });
  }
  const team = dice.pick(known);
  const before = boss.core.directory.teams[team]?.members ?? [];
  return order(boss, { kind: 'set-team-members', team, members, before });
}

function roles({ sim, dice }: Doing): string {
  const role = dice.pick(['admin', 'agent'] as const);
  return order(bossOf(sim, dice), { kind: 'set-role', member: dice.pick(everybody), role });
}

function intake({ sim, dice }: Doing): string {
  const team = dice.pick(Object.keys(sim.oracle.state.directory.teams));
  const kind = dice.pick(['team-inbox', 'queue', 'unassigned'] as const);
  return order(bossOf(sim, dice), {
    kind: 'set-intake',
    intake: kind === 'unassigned' ? { kind } : { kind, team },
  });
}

/** Somebody goes, or comes back by an invitation. */
function leave({ sim, dice }: Doing): string | null {
  const gone = everybody.filter((member) => sim.oracle.state.directory.members[member]?.active !== true);
  const back = dice.maybe(gone);
  if (back !== undefined) {
    const joined = sim.host.relay?.submit(WORKSPACE, {
      kind: 'join-member',
      member: back,
      name: back,
      role: 'agent',
      colour: 0,
    });
    // A relay that dies or cannot store it has not invited anybody.
    joined?.catch(() => undefined);
    return joined ? `${back} is invited again` : null;
  }
  return order(bossOf(sim, dice), { kind: 'deactivate-member', member: dice.pick(everybody) });
}

function visit({ sim, dice }: Doing): string {
  const visitor = dice.pick(sim.visitors);
  void visitor.say(words(sim, visitor));
  return `${visitor.name} writes`;
}

function introduce({ sim, dice }: Doing): string {
  const visitor = dice.pick(sim.visitors);
  void visitor.core.introduce(words(sim, visitor));
  return `${visitor.name} says their name`;
}

function words(sim: Simulation, { core }: Visitor): string {
  return sim.history.text({
    author: null,
    conversation: () => sim.oracle.contacts.get(core.visitor) ?? null,
    isPublic: true,
    record: () => null,
  });
}

/** All that is known of a contact goes; what of it is in files beside the log is not simulated. */
function erase({ sim, dice }: Doing): string | null {
  const { naive, oracle, host } = sim;
  const card = dice.maybe([...oracle.state.cards.values()].filter(({ erased }) => !erased));
  const admin = dice.maybe(naive.admins);
  if (!card || admin === undefined || !host.relay) return null;
  const done = host.relay.erase(WORKSPACE, card.id, byMember(admin), () => undefined);
  // A relay that dies or has no room may have left something: then it is asked for again.
  done.then(
    () => checkErased(sim, card.contact.id),
    () => undefined,
  );
  return `${admin} erases the contact of ${card.id}`;
}

/** Mostly somebody who may, now and then anybody. */
function bossOf({ members, oracle }: Simulation, dice: Dice): MemberAtDevice {
  const admins = members.filter(({ member }) => oracle.state.directory.members[member]?.role === 'admin');
  return dice.pick(admins.length > 0 && dice.happens(0.95) ? admins : members);
}

function order(who: MemberAtDevice, wish: Wish): string {
  who.send(wish);
  return `${who.name} ${JSON.stringify(wish)}`;
}
