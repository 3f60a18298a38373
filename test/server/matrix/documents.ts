// The table of documents. A new kind of document does not compile here until somebody says who may open it.

import type { DocumentKind } from '#lib/doc/names.ts';
import { WORKSPACE } from '../../support/startRelay.ts';
import type { Scene } from './scene.ts';
import { WORKSPACE_OF_STRANGER, type Reading } from './who.ts';

export interface DocumentRow {
  /** Its name without the workspace. */
  name: (scene: Scene) => string;
  opens: Reading;
}

export const DOCUMENTS: Record<DocumentKind, DocumentRow[]> = {
  directory: [{ name: () => '', opens: 'workspace' }],
  inbox: [
    { name: () => 'inbox/owner', opens: 'ownersOwn' },
    { name: () => 'inbox/guest', opens: 'guestsOwn' },
    { name: () => 'inbox/former', opens: 'formersOwn' },
    { name: () => 'inbox/nobody-here', opens: 'nobody' },
  ],
  team: [
    { name: () => 'team/sales', opens: 'teamSales' },
    { name: () => 'team/care', opens: 'teamCare' },
    { name: () => 'team/gate', opens: 'teamGate' },
    { name: () => 'team/no-such-team', opens: 'admins' },
  ],
  intake: [{ name: () => 'intake', opens: 'workspace' }],
  all: [{ name: () => 'all', opens: 'admins' }],
  thread: [
    { name: ({ owned }) => `thread/${owned}`, opens: 'owned' },
    { name: ({ free }) => `thread/${free}`, opens: 'free' },
    { name: () => 'thread/no-such-conversation', opens: 'nobody' },
  ],
  note: [
    { name: ({ owned }) => `note/${owned}`, opens: 'owned' },
    { name: ({ free }) => `note/${free}`, opens: 'free' },
    { name: () => 'note/no-such-conversation', opens: 'nobody' },
  ],
  outbox: [
    { name: () => 'outbox/owner/desk', opens: 'ownersOwn' },
    { name: () => 'outbox/former/desk', opens: 'formersOwn' },
  ],
  chat: [
    { name: ({ visitor }) => `chat/${visitor}`, opens: 'visitorsOwn' },
    { name: ({ otherVisitor }) => `chat/${otherVisitor}`, opens: 'otherVisitorsOwn' },
  ],
  doorstep: [
    { name: ({ visitor }) => `doorstep/${visitor}/phone`, opens: 'visitorsOwn' },
    { name: ({ otherVisitor }) => `doorstep/${otherVisitor}/phone`, opens: 'otherVisitorsOwn' },
  ],
};

/** The same names in the other workspace, and names that are nobody's. */
const ELSEWHERE: { name: (scene: Scene) => string; opens: Reading }[] = [
  { name: () => WORKSPACE_OF_STRANGER, opens: 'strangersOwn' },
  { name: () => `${WORKSPACE_OF_STRANGER}/all`, opens: 'strangersOwn' },
  { name: () => `${WORKSPACE_OF_STRANGER}/intake`, opens: 'strangersOwn' },
  { name: () => `${WORKSPACE_OF_STRANGER}/inbox/stranger`, opens: 'strangersOwn' },
  { name: ({ strange }) => `${WORKSPACE_OF_STRANGER}/thread/${strange}`, opens: 'strangersOwn' },
  { name: ({ owned }) => `${WORKSPACE_OF_STRANGER}/thread/${owned}`, opens: 'nobody' },
  { name: ({ visitor }) => `${WORKSPACE_OF_STRANGER}/chat/${visitor}`, opens: 'nobody' },
  { name: ({ strange }) => `${WORKSPACE}/thread/${strange}`, opens: 'nobody' },
  { name: () => 'no-such-workspace', opens: 'nobody' },
  { name: () => `${WORKSPACE}/secret`, opens: 'nobody' },
  { name: () => `${WORKSPACE}/inbox/owner/desk`, opens: 'nobody' },
  { name: () => `${WORKSPACE}/__proto__`, opens: 'nobody' },
  { name: () => '', opens: 'nobody' },
];

export interface Document {
  kind: DocumentKind | 'elsewhere';
  name: string;
  opens: Reading;
}

export function documentsOf(scene: Scene): Document[] {
  const here = Object.entries(DOCUMENTS).flatMap(([kind, rows]) =>
    rows.map(({ name, opens }) => {
      const own = name(scene);
      return { kind: kind as DocumentKind, name: own === '' ? WORKSPACE : `${WORKSPACE}/${own}`, opens };
    }),
  );
  const there = ELSEWHERE.map(({ name, opens }) => ({
    kind: 'elsewhere' as const,
    name: name(scene),
    opens,
  }));
  return [...here, ...there];
}
