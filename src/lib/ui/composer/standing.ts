// What the composer offers: whether I may answer the customer, and if not, the one-click steps after which I may.

import { may, type Access } from '#lib/rules/access.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { MemberId } from '#lib/rules/ids.ts';

export type Step = 'assign-to-me' | 'join' | 'write-note';

export type Standing =
  | { kind: 'reply' }
  /** Nobody owns it: my reply makes me its owner. */
  | { kind: 'claim' }
  /** I may read and write notes. `owner`: who is answering, null if nobody is. */
  | { kind: 'watch'; owner: MemberId | null; steps: readonly Step[] }
  | { kind: 'none' };

export function standingOf(card: Card, access: Access): Standing {
  if (!may(access, 'see')) return { kind: 'none' };
  if (access.includes('claimant')) return { kind: 'claim' };
  if (may(access, 'reply')) return { kind: 'reply' };
  const steps: Step[] = [];
  if (may(access, 'assign')) steps.push('assign-to-me');
  if (may(access, 'change-collaborators') && card.owner !== null) steps.push('join');
  steps.push('write-note');
  return { kind: 'watch', owner: card.owner, steps };
}
