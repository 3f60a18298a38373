import { describe, expect, test } from 'vitest';
import { accessOf } from '#lib/rules/access.ts';
import { byMember, entryOf, isId, isUuidV7, memberOf } from '#lib/rules/ids.ts';
import { isUnread } from '#lib/rules/personal.ts';
import {
  addCollaborators,
  archive,
  assignByQueue,
  assignInTeam,
  assignTo,
  assignToTeam,
  deactivate,
  endMention,
  note,
  removeCollaborator,
  reply,
  setAvailability,
  setRole,
  setTeam,
} from '../support/commands.ts';
import { by, given } from '../support/given.ts';
import { mentioned, noted, owned, promoted, replied, started } from '../support/events.ts';
import { leo, mira, NINE } from '../support/people.ts';
import { fresh, leosInSales } from '../support/scenes.ts';

describe('ids', () => {
  test.each(['a', 'sales', '7', 'team-2', '-', 'x'.repeat(40), '019a0000-0000-7000-8000-000000000000'])(
    '%s is one',
    (id) => {
      expect(isId(id)).toBe(true);
    },
  );

  test.each([
    '',
    'Sales',
    'a b',
    'a/b',
    'a_b',
    '__proto__',
    'constructor',
    'é',
    'a\n',
    'x'.repeat(41),
    7,
    null,
    undefined,
    ['a'],
    {},
  ])('%o is none', (id) => {
    expect(isId(id)).toBe(false);
  });

  test('a UUIDv7 is of version 7 and its variant, in lower case', () => {
    expect(isUuidV7('019a1b2c-3d4e-7f50-8a1b-2c3d4e5f6071')).toBe(true);
    for (const other of [
      '019a1b2c-3d4e-4f50-8a1b-2c3d4e5f6071',
      '019a1b2c-3d4e-7f50-7a1b-2c3d4e5f6071',
      '019A1B2C-3D4E-7F50-8A1B-2C3D4E5F6071',
      '019a1b2c3d4e7f508a1b2c3d4e5f6071',
      ' 019a1b2c-3d4e-7f50-8a1b-2c3d4e5f6071',
      7,
      null,
      ['019a1b2c-3d4e-7f50-8a1b-2c3d4e5f6071'],
    ]) {
      expect(isUuidV7(other)).toBe(false);
    }
  });

  test('authors', () => {
    expect(byMember(leo)).toBe('member:leo');
    expect([memberOf('member:leo'), memberOf('contact'), memberOf('relay')]).toEqual([leo, null, null]);
  });

  test('only what stands under an id itself is found', () => {
    expect(entryOf({ leo: 1 }, leo)).toBe(1);
    expect(entryOf({ leo: 1 }, mira)).toBeNull();
    expect(entryOf({}, 'constructor')).toBeNull();
    expect(entryOf({}, '__proto__')).toBeNull();
  });
});

// The relay's parser lets none of these through; the rules hold without it.
describe.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'a name that every object has: %s',
  (id) => {
    const unknownMember = { reason: 'unknown-member', member: id } as const;
    const unknownTeam = { reason: 'unknown-team', team: id } as const;

    test('is no member', () => {
      leosInSales.when(id, reply('Halo')).then({ reason: 'no-access' });
      expect(accessOf(fresh.card, fresh.directory, id, NINE)).toEqual([]);
      expect(isUnread(leosInSales.card, id, leosInSales.seq)).toBe(false);
      for (const ask of [
        assignTo(id),
        assignInTeam('sales', id),
        addCollaborators(id),
        note('@', id),
        setRole(id, 'admin'),
        deactivate(id),
        setAvailability(id, 'away'),
        setTeam('sales', id),
      ]) {
        fresh.when(mira, ask).then(unknownMember);
      }
      fresh.when(mira, endMention(id)).then({ reason: 'not-mentioned', member: id });
      fresh.when(mira, removeCollaborator(id)).then({ reason: 'not-a-collaborator', member: id });
      fresh.happens({ kind: 'lapse-mention', conversation: 'budi', member: id }).then([]);
    });

    test('is no team', () => {
      for (const ask of [
        assignToTeam(id),
        assignByQueue(id),
        assignInTeam(id, leo),
        archive(id),
        setTeam(id, leo),
      ]) {
        fresh.when(mira, ask).then(unknownTeam);
      }
      fresh.happens({ kind: 'pull-queue', team: id }).then([]);
    });

    test('can be a member or a team like any other, once it is', () => {
      const scene = given(
        by('relay', { kind: 'member-joined', member: id, name: 'X', role: 'agent', colour: 0 }),
        by(mira, { kind: 'team-created', team: id, name: 'X', members: [id] }),
        by(mira, promoted(id)),
        by('contact', started()),
      );
      scene.when(mira, assignByQueue(id)).then([owned(id, { team: id, via: 'queue' })]);
      scene.when(mira, note('@', id)).then([noted('@', id), mentioned(id, scene.now + 86_400_000)]);
      const guest = scene.when(mira, note('@', id)).accepted();
      expect(accessOf(guest.card, guest.directory, id, guest.now)).toContain('guest');
      guest.when(id, reply('Halo')).then([owned(id, { via: 'first-reply' }), replied('Halo')]);
    });
  },
);
