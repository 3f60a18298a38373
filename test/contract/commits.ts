// What the suites of the log commit: small, whole, and told apart at a glance.

import { FIRST_HASH, seal } from '../../server/log/hash.ts';
import type { Commit, Dispatch, Log, SearchText, StoredRecord } from '../../server/log/log.ts';
import type { Facet } from '../../server/log/facets.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import type { InboxName } from '#lib/rules/inbox.ts';

export const WORKSPACE = 'demo';

export const NOTHING: Commit = {
  records: [],
  verdicts: [],
  updates: [],
  directory: null,
  cards: [],
  contacts: [],
  cursors: [],
  dispatches: [],
  clients: [],
  texts: [],
};

/** The next records of a workspace, one for each list of events, a second apart. */
export function nextRecords(
  log: Log,
  workspace: string,
  ...decided: { command?: string; events: Event[] }[]
): StoredRecord[] {
  let { seq, at, hash } = log.head(workspace) ?? { seq: 0, at: 0, hash: FIRST_HASH };
  return decided.map(({ command, events }) => {
    const record = { seq: seq + 1, at: at + 1000, by: 'relay' as const, command: command ?? null, events };
    const stored = seal(record, `salt-${seq + 1}`, hash);
    ({ seq, at, hash } = stored);
    return stored;
  });
}

/** Commits at the head: with one record that says `text`, unless the commit brings its own. */
export function commit(
  log: Log,
  part: Partial<Commit> & { text?: string } = {},
  workspace = WORKSPACE,
): void {
  const { text = 'hello', ...rest } = part;
  const records = nextRecords(log, workspace, { events: [said(text)] });
  const after = log.head(workspace)?.seq ?? 0;
  const answer = log.append(workspace, after, { ...NOTHING, records, ...rest });
  if (answer !== 'appended') throw new Error(`the commit was ${answer}`);
}

export function said(text: string): Event {
  return { kind: 'reply-sent', conversation: 'c1', text, attachments: [] };
}

export function card(id: string, part: Partial<Card> = {}): Card {
  return {
    id,
    contact: { id: 'sari', name: 'Sari', fields: {} },
    channel: 'web-chat',
    owner: null,
    team: null,
    queuedAt: null,
    collaborators: [],
    guests: {},
    status: { kind: 'open' },
    ownership: { seq: 1, at: 1000, by: 'relay', other: null },
    claimed: null,
    replies: null,
    lastPublic: null,
    lastInbound: 0,
    waitingSince: null,
    startedAt: 1000,
    activityAt: 1000,
    seq: 1,
    erased: false,
    ...part,
  };
}

export function placed(of: Card, inboxes: InboxName[] = ['all'], due: Commit['cards'][number]['due'] = []) {
  return { card: of, inboxes, at: 1000, due };
}

export function dispatch(id: string, part: Partial<Dispatch> = {}): Dispatch {
  return {
    id,
    conversation: 'c1',
    channel: 'web-chat',
    reply: 1,
    state: 'pending',
    attempts: 0,
    nextAt: 1000,
    ...part,
  };
}

export function text(kind: SearchText['kind'], said: string, part: Partial<SearchText> = {}): SearchText {
  return { conversation: 'c1', kind, seq: 1, at: 1000, by: 'contact', text: said, ...part };
}

export function directory(name: string): Directory {
  return { members: {}, teams: {}, settings: { name, intake: { kind: 'unassigned' } } };
}

export function bytes(...values: number[]): Uint8Array {
  return new Uint8Array(values);
}

/** Everything that a workspace answers, to see that nothing changed, or that two logs say the same. */
export function everything(log: Log, workspace = WORKSPACE, names: string[] = DOCUMENTS) {
  const inboxes: InboxName[] = ['all', 'intake', 'inbox/mira', 'inbox/leo', 'team/care', 'team/sales'];
  return {
    head: log.head(workspace),
    records: log.read(workspace, 0, 10_000),
    epoch: log.epoch(workspace),
    directory: log.directory(workspace),
    pages: inboxes.map((inbox) => log.page(workspace, inbox, null, 10_000)),
    firstPages: inboxes.map((inbox) =>
      log.page(workspace, inbox, { activityAt: 5000, conversation: 'c3' }, 2),
    ),
    owned: ['mira', 'leo'].map((owner) => log.cardsOf(workspace, { owner })),
    ofTeams: ['care', 'sales'].map((team) => log.cardsOf(workspace, { team })),
    waiting: ['care', 'sales'].map((team) => log.waiting(workspace, team, 3)),
    cards: ['c1', 'c2', 'c3', 'c4', 'c5'].map((id) => log.card(workspace, id)),
    verdicts: ['m1', 'm2', 'm3', 'm4', 'm5'].map((id) => log.verdict(workspace, id)),
    found: [['halo'], ['ha', 'dunia'], ['x']].map((words) => log.search(workspace, words, null, 10)),
    foundNext: log.search(workspace, ['ha'], 3, 2),
    contacts: ['sari', 'joko'].map((address) => log.conversationOf(workspace, 'web-chat', address)),
    cursors: ['web-chat', 'mail'].map((channel) => log.cursor(workspace, channel)),
    audited: AUDITED.map((facets) => log.audited(workspace, facets, { after: 1, before: 1e9 }, 3)),
    due: log.due(workspace, 4),
    pending: log.pending(workspace, 3),
    clients: [1, 2].map((client) => log.clientOwner(`${workspace}/note/c1`, client)),
    documents: names.map((name) => log.document(`${workspace}${name}`).map((update) => [...update])),
  };
}

const AUDITED: Facet[][] = [['all'], ['conversation/c1', 'kind/reply-sent', 'by/relay'], ['kind/intake-set']];

/** What comes behind the workspace in a name: two that the relay writes, two that merge. */
export const DOCUMENTS = ['', '/thread/c1', '/note/c1', '/outbox/mira/phone'];

/** A commit in which nothing is empty. */
export function fillWithOneOfEach(log: Log, name = 'first', workspace = WORKSPACE): void {
  const seq = (log.head(workspace)?.seq ?? 0) + 1;
  const queued = card('c1', { owner: 'mira', team: 'care', queuedAt: 5 });
  commit(
    log,
    {
      text: name,
      verdicts: [{ command: `m${seq}`, seq }],
      directory: directory(name),
      cards: [
        placed(
          queued,
          ['inbox/mira', 'team/care', 'all'],
          [{ kind: 'end-snooze', at: 9, conversation: 'c1' }],
        ),
      ],
      contacts: [{ channel: 'web-chat', address: 'sari', conversation: name }],
      cursors: [{ channel: 'mail', cursor: `${seq}` }],
      dispatches: [dispatch(`m${seq}`)],
      clients: [{ document: `${workspace}/note/c1`, client: seq, owner: `member:${name}` }],
      texts: [text('message', 'Halo, dunia!', { seq })],
      updates: ['', '/thread/c1', '/note/c1', '/outbox/mira/phone'].map((document, index) => ({
        document: `${workspace}${document}`,
        update: bytes(index + 1),
      })),
    },
    workspace,
  );
}
