// Who is at a document just now, as awareness carries it: never stored, never decided, gone with the session. A client says
// what it does; who it is, the relay says.

import type { MemberId } from '../rules/ids.ts';
import type { Tab } from '../rules/personal.ts';

export interface YjsId {
  client: number;
  clock: number;
}

/** A place in the contact note, as Yjs writes a relative position. */
export interface NotePosition {
  type?: YjsId | null;
  tname?: string | null;
  item?: YjsId | null;
  assoc?: number | null;
}

export interface NoteCursor {
  anchor: NotePosition;
  head: NotePosition;
}

/** What a client says of itself. More than this is not passed on. */
export interface PresenceSaid {
  /** The tab of the composer that they write in. */
  writing: Tab | null;
  /** Their caret in the contact note. */
  cursor: NoteCursor | null;
}

/** What others are told. */
export interface PresenceState extends PresenceSaid {
  member: MemberId;
  /** As editors' caret plugins expect it; the colour as `#rrggbb`. */
  user: { name: string; color: string };
}

/** What members are told of the customer, while they write: no text, and nothing else of them. */
export interface ContactState {
  contact: true;
}

/** What a customer is told of the team: the names of those who write them a reply. */
export interface TeamState {
  writers: string[];
}

/** Says that somebody is there, and no more. */
export const JUST_HERE: PresenceSaid = { writing: null, cursor: null };
