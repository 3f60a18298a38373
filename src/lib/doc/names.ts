// Names of documents: `{workspace}/{kind}/…`. A name says who writes the document and, with the rules, who may read it.

import { isId, type ConversationId, type MemberId, type TeamId, type WorkspaceId } from '../rules/ids.ts';
import type { InboxName } from '../rules/inbox.ts';

export type DocumentRef = { workspace: WorkspaceId } & (
  | { kind: 'directory' }
  | { kind: 'inbox'; member: MemberId }
  | { kind: 'team'; team: TeamId }
  | { kind: 'intake' }
  | { kind: 'all' }
  | { kind: 'thread'; conversation: ConversationId }
  | { kind: 'outbox'; member: MemberId; device: string }
  | { kind: 'note'; conversation: ConversationId }
  | { kind: 'chat'; visitor: string }
  | { kind: 'doorstep'; visitor: string; device: string }
);

export type DocumentKind = DocumentRef['kind'];
export type DocumentName = string;

/** Merged documents are CRDTs proper; all others are decided: only the relay writes them. */
const MERGED: ReadonlySet<DocumentKind> = new Set<DocumentKind>(['outbox', 'note', 'doorstep']);

export function isMerged(kind: DocumentKind): boolean {
  return MERGED.has(kind);
}

export const directoryName = (workspace: WorkspaceId): DocumentName => workspace;
export const inboxName = (workspace: WorkspaceId, inbox: InboxName): DocumentName => `${workspace}/${inbox}`;
export const threadName = (workspace: WorkspaceId, conversation: ConversationId): DocumentName =>
  `${workspace}/thread/${conversation}`;
export const noteName = (workspace: WorkspaceId, conversation: ConversationId): DocumentName =>
  `${workspace}/note/${conversation}`;
export const outboxName = (workspace: WorkspaceId, member: MemberId, device: string): DocumentName =>
  `${workspace}/outbox/${member}/${device}`;
export const chatName = (workspace: WorkspaceId, visitor: string): DocumentName =>
  `${workspace}/chat/${visitor}`;
export const doorstepName = (workspace: WorkspaceId, visitor: string, device: string): DocumentName =>
  `${workspace}/doorstep/${visitor}/${device}`;

/** Reads a document's name; null if it is none. */
export function parseDocumentName(name: string): DocumentRef | null {
  const [workspace, kind, first, second, ...rest] = name.split('/');
  const parts = [first, second].filter((part) => part !== undefined);
  if (rest.length > 0 || !isId(workspace) || !parts.every(isId)) return null;
  if (kind === undefined) return { workspace, kind: 'directory' };
  if (first === undefined) return kind === 'intake' || kind === 'all' ? { workspace, kind } : null;
  return second === undefined ? withOne(workspace, kind, first) : withTwo(workspace, kind, first, second);
}

function withOne(workspace: WorkspaceId, kind: string, id: string): DocumentRef | null {
  switch (kind) {
    case 'inbox':
      return { workspace, kind, member: id };
    case 'team':
      return { workspace, kind, team: id };
    case 'thread':
    case 'note':
      return { workspace, kind, conversation: id };
    case 'chat':
      return { workspace, kind, visitor: id };
    default:
      return null;
  }
}

function withTwo(workspace: WorkspaceId, kind: string, id: string, device: string): DocumentRef | null {
  if (kind === 'outbox') return { workspace, kind, member: id, device };
  if (kind === 'doorstep') return { workspace, kind, visitor: id, device };
  return null;
}
