// The front door of merged documents. Yjs has no authorship, half-applies what it does not like and parks what it cannot
// place; so an update is understood here, whole, before Yjs sees it. What passes never makes Y.applyUpdate throw and
// leaves nothing pending. docs/protocol.md says what is taken; test/support/hostileFrames.ts has what is not.

import type * as Y from 'yjs';
import { CLOSE, type CloseCode } from '#lib/doc/wire.ts';
import { MERGED_UPDATE_MAX } from '#lib/rules/limits.ts';
import { Draft } from './draft.ts';
import { Entrance } from './entrance.ts';
import { Order } from './order.ts';
import { Malformed } from './reader.ts';
import { survivesReload } from './reload.ts';
import { scan } from './scan.ts';
import { appendOnly, richText } from './shapes.ts';
import { endOf, type Block, type Scanned, type Span } from './structs.ts';
import { writeUpdate } from './writeUpdate.ts';

export type Policy = ({ root: 'commands'; shape: 'append-only' } | { root: 'note'; shape: 'rich-text' }) & {
  /** True if the Yjs client id is nobody's yet in this document, or the sender's. */
  ownsClient(client: number): boolean;
};

export type Inspection =
  /** May be applied. `clients`: whose structs are new. `empty`: the document has all of it. */
  | { kind: 'ok'; clients: number[]; empty: boolean }
  /**
   * It builds on what the relay does not have: ask the sender for all of it (sync step 1). No offence. `usable`: as much
   * of it as may be applied already; null if nothing. A device that lost something for good still gets the rest through.
   */
  | { kind: 'missing'; usable: Usable | null }
  | { kind: 'refused'; code: CloseCode; reason: string };

export interface Usable {
  update: Uint8Array;
  clients: number[];
}

/**
 * Judges one update (version 1) to a merged document. Never throws, and never changes the document.
 *
 * @param doc what is stored, without pending structs; its client id writes nothing in this document
 */
export function inspect(update: Uint8Array, doc: Y.Doc, policy: Policy): Inspection {
  if (update.length > MERGED_UPDATE_MAX)
    return { kind: 'refused', code: CLOSE.tooLarge, reason: 'too-large' };
  try {
    const judged = judge(scan(update), doc, policy);
    if (judged.kind === 'part') return { kind: 'missing', usable: usableOf(judged.update, doc, policy) };
    if (judged.kind === 'whole' && judged.isTangled && !survivesReload(update, doc, policy.root)) {
      throw new Malformed('neighbours are in the wrong order');
    }
    return judged.inspection;
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'refused', code: CLOSE.malformed, reason: error.message };
    throw error;
  }
}

type Judged =
  | { kind: 'refused'; inspection: Inspection }
  | { kind: 'whole'; inspection: Inspection; isTangled: boolean }
  /** `update`: without what has to wait. */
  | { kind: 'part'; update: Uint8Array };

function judge(scanned: Scanned, doc: Y.Doc, policy: Policy): Judged {
  const draft = new Draft(doc, policy.root);
  const order = new Order(draft);
  const fresh = scanned.blocks.filter((block) => blockEnd(block) > draft.storedState(block.client));
  if (fresh.some(({ client }) => !policy.ownsClient(client))) {
    return {
      kind: 'refused',
      inspection: { kind: 'refused', code: CLOSE.noAccess, reason: 'foreign-client' },
    };
  }
  const shape = policy.shape === 'append-only' ? appendOnly : richText;
  const admitted = new Entrance(draft, shape, order).admitAll(scanned.blocks);
  const deletes = scanned.deletes.flatMap((span) => existing(draft, span));
  const isWhole = !scanned.skips && admitted.isWhole && sum(deletes) === sum(scanned.deletes);
  if (!isWhole) return { kind: 'part', update: writeUpdate(admitted.blocks, deletes) };
  const empty = fresh.length === 0 && !deletes.some((span) => hitsLive(draft, span));
  const clients = fresh.map(({ client }) => client);
  return { kind: 'whole', inspection: { kind: 'ok', clients, empty }, isTangled: order.isTangled };
}

/** Judged again by itself, as if the sender had sent no more. */
function usableOf(update: Uint8Array, doc: Y.Doc, policy: Policy): Usable | null {
  const inspection = inspect(update, doc, policy);
  return inspection.kind === 'ok' && !inspection.empty ? { update, clients: inspection.clients } : null;
}

/** As much of a deleted range as exists. */
function existing(draft: Draft, span: Span): Span[] {
  const length = Math.min(endOf(span), draft.state(span.client)) - span.clock;
  return length > 0 ? [{ ...span, length }] : [];
}

function sum(spans: Span[]): number {
  return spans.reduce((total, { length }) => total + length, 0);
}

function blockEnd({ clock, structs }: Block): number {
  const last = structs.at(-1);
  return last ? endOf(last) : clock;
}

function hitsLive(draft: Draft, span: Span): boolean {
  const { client, clock } = span;
  const end = Math.min(endOf(span), draft.storedState(client));
  for (const stored of draft.storedBetween(client, clock, end)) if (!stored.deleted) return true;
  return false;
}
