// The audit as one page shows it: what is asked for, what has come, and how far the log was checked.

import type { AuditEntry, ChainState } from '#lib/rules/audit.ts';
import type { ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import { call, problemText } from '../../account/api.ts';
import { auditAddress, EVERYTHING, type AuditFilter } from './auditFilter.ts';
import { parseAuditPage, parseChain } from './parseAudit.ts';

/** A page that finds nothing among much is asked for the next by itself, this often, before somebody has to. */
const EMPTY_PAGES_MAX = 5;

export class Audit {
  filter = $state.raw<AuditFilter>(EVERYTHING);
  entries = $state.raw<readonly AuditEntry[]>([]);
  contacts = $state.raw<Readonly<Record<ConversationId, string>>>({});
  next = $state.raw<number | null>(null);
  chain = $state.raw<ChainState | null>(null);
  problem = $state.raw<string | null>(null);
  loading = $state.raw(false);
  readonly #workspace: WorkspaceId;
  /** Answers to what was asked before are not shown any more. */
  #asked = 0;
  #checking = false;
  #closed = false;

  constructor(workspace: WorkspaceId) {
    this.#workspace = workspace;
  }

  /** Begins anew with the newest. */
  async show(filter: AuditFilter): Promise<void> {
    this.filter = filter;
    this.entries = [];
    this.next = null;
    await this.#load(null);
  }

  async more(): Promise<void> {
    if (!this.loading && this.next !== null) await this.#load(this.next);
  }

  close(): void {
    this.#closed = true;
  }

  async #load(before: number | null): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.loading = true;
    this.problem = null;
    try {
      let from = before;
      for (let pages = 0; pages < EMPTY_PAGES_MAX; pages += 1) {
        const page = parseAuditPage(await call('GET', auditAddress(this.#workspace, this.filter, from)));
        if (asked !== this.#asked) return;
        this.entries = [...this.entries, ...page.entries];
        this.contacts = { ...this.contacts, ...page.contacts };
        this.next = page.next;
        this.chain = page.chain;
        if (page.entries.length > 0 || page.next === null) break;
        from = page.next;
      }
      this.loading = false;
      void this.#checkOn();
    } catch (error) {
      if (asked !== this.#asked) return;
      this.loading = false;
      this.problem = problemText(error);
    }
  }

  /** The relay checks some of the log with every question; asked until it has checked all of it. */
  async #checkOn(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    try {
      while (
        !this.#closed &&
        this.chain &&
        this.chain.broken === null &&
        this.chain.checked < this.chain.head
      ) {
        this.chain = parseChain(await call('POST', `/api/audit/${this.#workspace}/check`, {}));
      }
    } catch {
      // How far it came stays on the page; the next page asks again.
    } finally {
      this.#checking = false;
    }
  }
}
