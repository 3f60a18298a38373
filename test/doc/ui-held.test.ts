// What the writer of a refused command may do with it.

import { wishOf } from '#lib/doc/client/wishes.ts';
import type { HeldItem } from '#lib/doc/client/views.ts';
import type { Access } from '#lib/rules/access.ts';
import type { Command } from '#lib/rules/command.ts';
import { EMPTY_DIRECTORY } from '#lib/rules/directory.ts';
import type { Reason, Refusal } from '#lib/rules/refusal.ts';
import { askedText } from '#lib/ui/held/askedText.ts';
import { choicesFor, textOf } from '#lib/ui/held/choices.ts';
import { namesFor } from '#lib/ui/names.ts';
import { describe, expect, it } from 'vitest';

const base = { id: 'c', seen: 0, written: 0, conversation: 'budi' };
const reply: Command = { ...base, kind: 'reply', text: 'We have it.', attachments: [] };
const note: Command = { ...base, kind: 'note', text: '@Leo?', attachments: [], mention: 'leo' };
const assign: Command = { ...base, kind: 'assign', to: { kind: 'me' } };

const REFUSALS: { [R in Reason]: Extract<Refusal, { reason: R }> } = {
  malformed: { reason: 'malformed', path: 'text' },
  'no-access': { reason: 'no-access' },
  'not-allowed': { reason: 'not-allowed' },
  'conversation-gone': { reason: 'conversation-gone' },
  'conversation-exists': { reason: 'conversation-exists' },
  'already-owned': { reason: 'already-owned', owner: 'leo' },
  'mention-lapsed': { reason: 'mention-lapsed', until: 0 },
  'unseen-reply': { reason: 'unseen-reply', seq: 1, at: 0, by: 'member:leo' },
  'stale-ownership': { reason: 'stale-ownership', owner: 'leo', team: null, seq: 1, by: 'member:leo' },
  'self-mention': { reason: 'self-mention' },
  'unknown-member': { reason: 'unknown-member', member: 'x' },
  'member-inactive': { reason: 'member-inactive', member: 'x' },
  'not-in-team': { reason: 'not-in-team', member: 'x', team: 'y' },
  'unknown-team': { reason: 'unknown-team', team: 'y' },
  'team-exists': { reason: 'team-exists', team: 'y' },
  'stale-team': { reason: 'stale-team', team: 'y', members: ['x'] },
  'unknown-channel': { reason: 'unknown-channel', channel: 'z' },
  'contact-taken': { reason: 'contact-taken' },
  'already-collaborators': { reason: 'already-collaborators' },
  'not-a-collaborator': { reason: 'not-a-collaborator', member: 'x' },
  'not-mentioned': { reason: 'not-mentioned', member: 'x' },
  'unknown-attachment': { reason: 'unknown-attachment', attachment: 'x' },
  'last-admin': { reason: 'last-admin' },
};

function choices(command: Command, reason: Reason, access: Access) {
  const held: HeldItem = { where: 'relay', command, refusal: REFUSALS[reason], at: 0 };
  return choicesFor(held, access);
}

describe('F3 a refused reply', () => {
  it('of somebody who was too late may be a note, or go out after joining or taking over', () => {
    expect(choices(reply, 'already-owned', ['teammate'])).toEqual([
      'join-and-send',
      'assign-and-send',
      'as-note',
      'copy',
      'discard',
    ]);
  });

  it('that missed a colleague’s answer may be sent anyway', () => {
    expect(choices(reply, 'unseen-reply', ['owner'])).toEqual(['send-anyway', 'as-note', 'copy', 'discard']);
  });

  it('of somebody without access can only be kept as text', () => {
    expect(choices(reply, 'mention-lapsed', [])).toEqual(['copy', 'discard']);
    expect(choices(reply, 'no-access', [])).toEqual(['copy', 'discard']);
  });
});

it('an assignment that came too late may be made all the same by those who may assign', () => {
  expect(choices(assign, 'stale-ownership', ['collaborator'])).toEqual(['assign-anyway', 'discard']);
  expect(choices(assign, 'stale-ownership', ['guest'])).toEqual(['discard']);
});

it('a note whose mention cannot be made may stand without it', () => {
  expect(choices(note, 'member-inactive', ['owner'])).toEqual(['as-note', 'copy', 'discard']);
});

it('a reply that waited here too long is asked about', () => {
  const held: HeldItem = { where: 'device', command: reply, at: 0 };
  expect(choicesFor(held, ['owner'])).toEqual(['send-anyway', 'as-note', 'copy', 'discard']);
});

it('I13 every refusal of every command offers a way out, and what was typed can always be copied', () => {
  for (const reason of Object.keys(REFUSALS) as Reason[]) {
    for (const command of [reply, note, assign]) {
      for (const access of [[], ['guest'], ['teammate'], ['owner']] satisfies Access[]) {
        const offered = choices(command, reason, access);
        expect(offered.at(-1)).toBe('discard');
        expect(offered.includes('copy')).toBe(command !== assign);
        expect(new Set(offered).size).toBe(offered.length);
      }
    }
  }
});

describe('F3 a refused list of team members', () => {
  it('may be used all the same, though it is about no conversation', () => {
    const members: Command = {
      id: 'c',
      seen: 0,
      written: 0,
      kind: 'set-team-members',
      team: 'y',
      members: [],
      before: [],
    };
    expect(choices(members, 'stale-team', [])).toEqual(['set-anyway', 'discard']);
    expect(choices(members, 'unknown-team', [])).toEqual(['discard']);
  });

  it('is then based on the team as it is now', () => {
    const held: Command = {
      id: 'c',
      seen: 0,
      written: 0,
      kind: 'set-team-members',
      team: 'y',
      members: ['a'],
      before: [],
    };
    const team = { id: 'y', name: 'Y', members: ['b'], turn: null, archived: false };
    const wish = { kind: 'set-team-members', team: 'y', members: ['a'], before: ['b'] };
    expect(wishOf(held, { ...EMPTY_DIRECTORY, teams: { y: team } })).toEqual(wish);
  });
});

describe('F3 what was asked is said in full, also where the conversation is no longer mine to see', () => {
  const member = { role: 'agent', active: true, availability: 'available', colour: 0 } as const;
  const directory = {
    ...EMPTY_DIRECTORY,
    members: { rafi: { ...member, id: 'rafi', name: 'Rafi' }, ana: { ...member, id: 'ana', name: 'Ana' } },
    teams: { sales: { id: 'sales', name: 'Sales', members: ['rafi'], turn: null, archived: false } },
  };
  const words = {
    names: namesFor(directory, 'leo'),
    contact: '',
    time: (at: number) => `at ${String(at)}`,
    list: (names: string[]) => names.join(' and '),
  };

  it.each<[Command, string]>([
    [assign, 'Assign to me'],
    [{ ...assign, to: { kind: 'member', member: 'rafi' } }, 'Assign to Rafi'],
    [{ ...assign, to: { kind: 'team', team: 'sales' } }, 'Assign to the team inbox of Sales'],
    [{ ...assign, to: { kind: 'queue', team: 'sales' } }, 'Assign by the queue of Sales'],
    [{ ...assign, to: { kind: 'team-member', team: 'sales', member: 'rafi' } }, 'Assign to Rafi in Sales'],
    [{ ...assign, to: { kind: 'nobody' } }, 'Unassign'],
    [{ ...base, kind: 'add-collaborators', members: ['rafi', 'ana'] }, 'Rafi and Ana'],
    [{ ...base, kind: 'remove-collaborator', member: 'ana' }, 'Ana'],
    [{ ...base, kind: 'set-status', status: { kind: 'snoozed', until: 7 } }, 'Snooze until at 7'],
    [reply, ''],
  ])('%#', (command, said) => {
    expect(askedText(command, words)).toBe(said);
  });

  it('and what was typed into a form can be copied', () => {
    const details: Command = {
      ...base,
      kind: 'update-contact',
      name: 'Budi S.',
      fields: { city: 'Bandung', note: '' },
    };
    expect(textOf(details)).toBe('Budi S.\nBandung');
    expect(choices(details, 'no-access', [])).toEqual(['copy', 'discard']);
    const team: Command = {
      id: 'c',
      seen: 0,
      written: 0,
      kind: 'create-team',
      team: 't',
      name: 'Night',
      members: [],
    };
    expect(textOf(team)).toBe('Night');
  });
});
