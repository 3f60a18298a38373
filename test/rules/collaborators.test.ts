import { describe, expect, test } from 'vitest';
import { accessOf, may } from '#lib/rules/access.ts';
import { personalViews } from '#lib/rules/inbox.ts';
import {
  addCollaborators,
  assignTo,
  close,
  note,
  removeCollaborator,
  reply,
  unassign,
} from '../support/commands.ts';
import {
  cleared,
  closed,
  collaborating,
  collaboratorGone,
  deactivated,
  mentioned,
  noted,
  owned,
  replied,
  toTeam,
} from '../support/events.ts';
import { by } from '../support/given.ts';
import { ana, DAY, dewi, leo, mira, NINE, nobody, rafi, support } from '../support/people.ts';
import { dewis, leosInSales } from '../support/scenes.ts';

const withDewi = leosInSales.and(by(leo, collaborating(dewi)));

describe('B1 adding collaborators', () => {
  test('B1 several at once', () => {
    leosInSales.when(leo, addCollaborators(ana, dewi, mira)).then([collaborating(ana, dewi, mira)]);
  });

  test('B1 any number, one after another', () => {
    const all = [ana, dewi, mira, rafi].reduce(
      (scene, member) => scene.when(leo, addCollaborators(member)).accepted(),
      leosInSales,
    );
    expect(all.card.collaborators).toEqual([ana, dewi, mira, rafi]);
  });

  test('B1 only the new ones are added, each once', () => {
    withDewi.when(leo, addCollaborators(dewi, ana, ana, leo)).then([collaborating(ana)]);
  });

  test('B1 none is new: already collaborators', () => {
    withDewi.when(leo, addCollaborators(dewi)).then({ reason: 'already-collaborators' });
    withDewi.when(leo, addCollaborators(dewi, leo)).then({ reason: 'already-collaborators' });
    withDewi.when(leo, addCollaborators()).then({ reason: 'already-collaborators' });
  });

  test('nobody is added when one of them is not, or no longer, here', () => {
    leosInSales.when(leo, addCollaborators(ana, nobody)).then({ reason: 'unknown-member', member: nobody });
    leosInSales
      .and(by(mira, deactivated(dewi)))
      .when(leo, addCollaborators(ana, dewi))
      .then({ reason: 'member-inactive', member: dewi });
  });

  test('by owner, collaborators, teammates and admins; also oneself, in one click', () => {
    for (const member of [leo, dewi, rafi, mira]) {
      withDewi.when(member, addCollaborators(ana)).then([collaborating(ana)]);
    }
    withDewi.when(ana, addCollaborators(ana)).then([collaborating(ana)]);
    leosInSales.when(dewi, addCollaborators(dewi)).then({ reason: 'no-access' });
  });

  test('late, after the owner changed: still', () => {
    leosInSales
      .and(by(mira, owned(ana, { before: leo, via: 'member' })))
      .when(mira, addCollaborators(dewi), { seen: 0 })
      .then([collaborating(dewi)]);
  });
});

describe('B2 what a collaborator may do', () => {
  test('B2 see, reply, write notes, mention, assign, add others, close, edit the contact', () => {
    const access = accessOf(withDewi.card, withDewi.directory, dewi, withDewi.now);
    expect(access).toEqual(['collaborator']);
    expect(
      (
        [
          'see',
          'reply',
          'resend',
          'write-note',
          'mention',
          'assign',
          'change-collaborators',
          'change-status',
          'edit-contact',
        ] as const
      ).filter((right) => !may(access, right)),
    ).toEqual([]);
    withDewi.when(dewi, reply('Halo')).then([replied('Halo')]);
    withDewi
      .when(dewi, note('@Rafi', rafi))
      .then([noted('@Rafi', rafi), mentioned(rafi, withDewi.now + DAY)]);
    withDewi.when(dewi, close()).then([closed(withDewi.now)]);
  });
});

describe('B3 the owner does not change when collaborators do', () => {
  test('B3 by adding or removing', () => {
    const added = leosInSales.when(mira, addCollaborators(ana, dewi)).accepted();
    const removed = added.when(ana, removeCollaborator(dewi)).accepted();
    for (const { card } of [added, removed]) {
      expect(card).toMatchObject({ owner: leo, team: 'sales', ownership: leosInSales.card.ownership });
    }
  });

  test('B3 a collaborator who becomes owner, in whatever way, stops being a collaborator', () => {
    const all = leosInSales.and(by(leo, collaborating(ana, dewi, rafi)));
    expect(all.when(leo, assignTo(dewi)).accepted().card.collaborators).toEqual([ana, rafi]);
    const free = all.when(leo, unassign()).accepted();
    expect(free.when(ana, reply('Saya')).accepted().card).toMatchObject({
      owner: ana,
      collaborators: [dewi, rafi],
    });
    const queued = all.and(by(mira, cleared(leo, 'to-team'), toTeam(support, 'sales')));
    expect(queued.and(by('relay', owned(rafi, { team: support, via: 'queue' }))).card).toMatchObject({
      owner: rafi,
      collaborators: [ana, dewi],
    });
  });

  test('B3 an owner who lets go stays no collaborator', () => {
    expect(withDewi.when(leo, assignTo(dewi)).accepted().card.collaborators).toEqual([]);
  });
});

describe('B4 where a collaborator finds it', () => {
  test('B4 under Collaborating, and they are told when added', () => {
    expect(personalViews(withDewi.card, dewi, withDewi.now)).toEqual(['collaborating']);
    expect(leosInSales.when(leo, addCollaborators(dewi, ana)).tells()).toEqual({
      [dewi]: 'collaborator-added',
      [ana]: 'collaborator-added',
    });
  });
});

describe('B1 removing a collaborator', () => {
  test('by owner, collaborators, teammates, admins', () => {
    for (const member of [leo, ana, mira]) {
      withDewi.when(member, removeCollaborator(dewi)).then([collaboratorGone(dewi)]);
    }
  });

  test('anyone may remove themselves, and has no access by that ground from then on', () => {
    withDewi.when(dewi, removeCollaborator(dewi)).then([collaboratorGone(dewi)]);
    const gone = withDewi.when(dewi, removeCollaborator(dewi)).accepted();
    expect(accessOf(gone.card, gone.directory, dewi, gone.now)).toEqual([]);
    gone.when(dewi, reply('Halo')).then({ reason: 'no-access' });
  });

  test('a guest who also collaborates may remove themselves, and stays a guest', () => {
    const both = withDewi.and(by(leo, mentioned(dewi, NINE + DAY)));
    const gone = both.when(dewi, removeCollaborator(dewi)).accepted();
    expect(accessOf(gone.card, gone.directory, dewi, gone.now)).toEqual(['guest']);
    gone.when(dewi, removeCollaborator(dewi)).then({ reason: 'not-a-collaborator', member: dewi });
  });

  test('who is none', () => {
    withDewi.when(leo, removeCollaborator(ana)).then({ reason: 'not-a-collaborator', member: ana });
    withDewi.when(leo, removeCollaborator(leo)).then({ reason: 'not-a-collaborator', member: leo });
    withDewi.when(leo, removeCollaborator(nobody)).then({ reason: 'not-a-collaborator', member: nobody });
  });

  test('who was deactivated meanwhile', () => {
    withDewi
      .and(by(mira, deactivated(dewi)))
      .when(leo, removeCollaborator(dewi))
      .then([collaboratorGone(dewi)]);
  });

  test('by somebody without access', () => {
    dewis
      .and(by(dewi, collaborating(mira)))
      .when(leo, removeCollaborator(mira))
      .then({ reason: 'no-access' });
  });
});
