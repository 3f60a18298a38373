// Why a command was not accepted: a closed list of values, each with what its reader needs to decide what to do next.
// A refusal never costs the text: the command is held, whole, until its writer decides.

import type { Author, ChannelId, MemberId, TeamId } from './ids.ts';

export type Refusal =
  /** Not of the form that docs/protocol.md gives; `path` says where. */
  | { reason: 'malformed'; path: string }
  /** Nothing this member may see: unknown, or not theirs. The two are one answer on purpose. */
  | { reason: 'no-access' }
  /** They may see it, but their ground does not allow this. */
  | { reason: 'not-allowed' }
  /** It was erased. */
  | { reason: 'conversation-gone' }
  | { reason: 'conversation-exists' }
  /** It could be claimed when the reply was written; somebody else has it now. */
  | { reason: 'already-owned'; owner: MemberId }
  /** Their 24 hours ended at `until` (relay time). */
  | { reason: 'mention-lapsed'; until: number }
  /** Another member answered the customer after what the writer had seen. */
  | { reason: 'unseen-reply'; seq: number; at: number; by: Author }
  /** Owner or team changed after what the writer had seen. */
  | { reason: 'stale-ownership'; owner: MemberId | null; team: TeamId | null; seq: number; by: Author }
  | { reason: 'self-mention' }
  | { reason: 'unknown-member'; member: MemberId }
  | { reason: 'member-inactive'; member: MemberId }
  | { reason: 'not-in-team'; member: MemberId; team: TeamId }
  | { reason: 'unknown-team'; team: TeamId }
  | { reason: 'team-exists'; team: TeamId }
  /** Members or order of the team changed after what the writer had seen; `members`: as they are now. */
  | { reason: 'stale-team'; team: TeamId; members: MemberId[] }
  /** The workspace has no channel of this id: nobody would get the message. */
  | { reason: 'unknown-channel'; channel: ChannelId }
  /** This contact has a conversation already; everything said with one contact is one. */
  | { reason: 'contact-taken' }
  | { reason: 'already-collaborators' }
  | { reason: 'not-a-collaborator'; member: MemberId }
  | { reason: 'not-mentioned'; member: MemberId }
  | { reason: 'unknown-attachment'; attachment: string }
  | { reason: 'last-admin' };

export type Reason = Refusal['reason'];
