// The audit: pages of who did what, and how far the log was checked. Nothing here depends on how long the log is.

import { audited, type AuditEntry, type ChainState } from '#lib/rules/audit.ts';
import type { ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import { checkFurther, readNext, readWhole, type Link } from './log/chain.ts';
import type { Facet } from './log/facets.ts';
import { FIRST_HASH } from './log/hash.ts';
import type { Log, StoredRecord } from './log/log.ts';

export interface AuditQuery {
  /** The most telling first. */
  facets: Facet[];
  /** Relay time: from the first, and before the second. */
  from: number;
  to: number;
  /** The seq that the page before ended with. */
  before: number;
}

export interface AuditPage {
  entries: AuditEntry[];
  /** What the contacts of these conversations are called. */
  contacts: Record<ConversationId, string>;
  next: number | null;
  chain: ChainState;
}

type Read = Pick<Log, 'audited' | 'read' | 'head' | 'card'>;

const PAGE = 50;
/** Checked with each question: about thirty milliseconds of hashing. */
const CHECKED_AT_ONCE = 1_000;

/** What this process checked itself, from the first record on. It is not kept: a disk may change while nobody looks. */
export class Audit {
  readonly #log: Read;
  readonly #checked = new Map<WorkspaceId, { right: Link; broken: number | null }>();

  constructor(log: Read) {
    this.#log = log;
  }

  page(workspace: WorkspaceId, { facets, from, to, before }: AuditQuery): AuditPage {
    const range = {
      after: this.#lastBefore(workspace, from),
      before: Math.min(before, this.#lastBefore(workspace, to) + 1),
    };
    const { seqs, next } = this.#log.audited(workspace, facets, range, PAGE);
    const entries: AuditEntry[] = [];
    for (const seq of seqs) {
      const record = readWhole(this.#log, workspace, seq);
      if (record) entries.push(entryOf(record));
      else this.#found(workspace, seq);
    }
    return { entries, contacts: this.#contactsOf(workspace, entries), next, chain: this.check(workspace) };
  }

  /** Checks some more of the chain, and says how far it is right. */
  check(workspace: WorkspaceId): ChainState {
    const known = this.#checked.get(workspace) ?? { right: { seq: 0, hash: FIRST_HASH }, broken: null };
    const now =
      known.broken === null ? checkFurther(this.#log, workspace, known.right, CHECKED_AT_ONCE) : known;
    this.#checked.set(workspace, now);
    return {
      checked: now.right.seq,
      head: this.#log.head(workspace)?.seq ?? 0,
      broken: now.broken,
    };
  }

  /** A record that was right when it was checked, or is not checked yet, is not what was written. */
  #found(workspace: WorkspaceId, seq: number): void {
    const known = this.#checked.get(workspace) ?? { right: { seq: 0, hash: FIRST_HASH }, broken: null };
    const right = known.right.seq < seq ? known.right : { seq: seq - 1, hash: '' };
    this.#checked.set(workspace, { right, broken: Math.min(known.broken ?? seq, seq) });
  }

  /** The newest record made before an instant: relay time never goes back, so halving finds it in forty looks. */
  #lastBefore(workspace: WorkspaceId, at: number): number {
    let low = 0;
    let high = this.#log.head(workspace)?.seq ?? 0;
    if (at === Infinity) return high;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const record = readNext(this.#log, workspace, middle - 1);
      if (!record || record.at < at) low = record?.seq ?? middle;
      else high = middle - 1;
    }
    return low;
  }

  #contactsOf(workspace: WorkspaceId, entries: AuditEntry[]): AuditPage['contacts'] {
    const events = entries.flatMap((entry) => entry.events);
    const ids = new Set(events.flatMap((event) => ('conversation' in event ? [event.conversation] : [])));
    return Object.fromEntries(
      [...ids].map((id) => [id, this.#log.card(workspace, id)?.card.contact.name ?? '']),
    );
  }
}

function entryOf({ seq, at, by, events }: StoredRecord): AuditEntry {
  return { seq, at, by, events: events.map(audited).filter((event) => event !== null) };
}
