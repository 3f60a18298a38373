// Planted in the rules: what is decided wrongly, in browsers and in the relay alike.

import type { Defect } from './defect.ts';

export const RULES: readonly Defect[] = [
  {
    name: 'mention: access at the very end of the 24 hours',
    file: 'src/lib/rules/mention.ts',
    find: 'now < guest.until;',
    replace: 'now <= guest.until;',
    noticedBy: {
      file: 'test/rules/mention.test.ts',
      test: 'C3 C4 I10 gives access from the instant it is accepted',
    },
  },
  {
    name: 'mention: a guest may mention',
    file: 'src/lib/rules/access.ts',
    find: 'mention: NOT_GUESTS,',
    replace: 'mention: ALL,',
    noticedBy: { file: 'test/rules/mention.test.ts', test: 'C6 a mention alone hands on nothing' },
  },
  {
    name: 'mention: of oneself',
    file: 'src/lib/rules/decide.ts',
    find: "if (mention === actor) return refuse({ reason: 'self-mention' });",
    replace: '',
    noticedBy: { file: 'test/rules/mention.test.ts', test: 'of oneself' },
  },
  {
    name: 'access: a teammate may reply without taking over',
    file: 'src/lib/rules/access.ts',
    find: "reply: new Set<Ground>(['owner', 'collaborator', 'claimant', 'guest']),",
    replace: "reply: new Set<Ground>(['owner', 'collaborator', 'claimant', 'guest', 'teammate']),",
    noticedBy: { file: 'test/rules/access.test.ts', test: 'teammate: reply' },
  },
  {
    name: 'access: of somebody deactivated',
    file: 'src/lib/rules/access.ts',
    find: 'if (card.erased || !activeMember(directory, member)) return [];',
    replace: 'if (card.erased) return [];',
    noticedBy: { file: 'test/rules/access.test.ts', test: 'who does not work here sees anything' },
  },
  {
    name: 'reply: after one that its writer had not seen',
    file: 'src/lib/rules/decide.ts',
    find: "if (unseen) return refuse({ reason: 'unseen-reply', ...unseen });",
    replace: '',
    noticedBy: {
      file: 'test/rules/unseenReply.test.ts',
      test: 'I8 is refused with the reply that came in between',
    },
  },
  {
    name: 'reply: the first does not make owner',
    file: 'src/lib/rules/decide.ts',
    find: 'return { events: [...missed, ...owned, sent, ...opened(card)] };',
    replace: 'return { events: [...missed, sent, ...opened(card)] };',
    noticedBy: { file: 'test/rules/reply.test.ts', test: 'A4 the first member who replies becomes owner' },
  },
  {
    name: 'assignment: by somebody who had not seen the last',
    file: 'src/lib/rules/decide.ts',
    find: 'if (changed) {',
    replace: 'if (changed && changed.seq < 0) {',
    noticedBy: { file: 'test/rules/assignment.test.ts', test: 'is refused, and says who holds it now' },
  },
  {
    name: 'assignment: a collaborator stays one as owner',
    file: 'src/lib/rules/conversation.ts',
    find: 'collaborators: without(card.collaborators, event.owner),',
    replace: 'collaborators: card.collaborators,',
    noticedBy: { file: 'test/rules/collaborators.test.ts', test: 'B3 a collaborator who becomes owner' },
  },
  {
    name: 'queue: somebody away is given one',
    file: 'src/lib/rules/assignment.ts',
    find: "activeMember(directory, member)?.availability === 'available'",
    replace: 'activeMember(directory, member) !== null',
    noticedBy: { file: 'test/rules/queue.test.ts', test: 'pass over who is away or deactivated' },
  },
  {
    name: 'queue: any assignment in the team takes a turn',
    file: 'src/lib/rules/directory.ts',
    find: "event.via === 'queue' && event.team !== null",
    replace: 'event.team !== null',
    noticedBy: { file: 'test/rules/queue.test.ts', test: 'are not taken by any other way of becoming owner' },
  },
  {
    name: 'queue: it never moves on',
    file: 'src/lib/rules/directory.ts',
    find: '(found) => ({ ...found, turn })',
    replace: '(found) => ({ ...found })',
    noticedBy: { file: 'test/rules/fairness.test.ts', test: 'I18 A6' },
  },
  {
    name: 'inbox: a conversation of one team in all teams of its owner',
    file: 'src/lib/rules/inbox.ts',
    find: 'return card.team === null ? ownersTeams : ownersTeams.filter((team) => team === card.team);',
    replace: 'return ownersTeams;',
    noticedBy: {
      file: 'test/rules/inbox.test.ts',
      test: 'A1 A7 A9 with an owner of the team it came through',
    },
  },
  {
    name: 'notification: of what one did oneself',
    file: 'src/lib/rules/notification.ts',
    find: 'member !== actor && accessOf(',
    replace: 'accessOf(',
    noticedBy: { file: 'test/rules/notification.test.ts', test: 'A10 assigned to themselves' },
  },
  {
    name: 'directory: the last admin can go',
    file: 'src/lib/rules/decideDirectory.ts',
    find: "return last && !staysAdmin ? { reason: 'last-admin' } : null;",
    replace: 'return null;',
    noticedBy: {
      file: 'test/rules/directory.test.ts',
      test: 'I20 the last one cannot be demoted or deactivated',
    },
  },
];
