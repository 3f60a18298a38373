// What views see: confirmed documents with the outbox laid over them. Plain values, replaced and never changed in place;
// what did not change is the same object, so that a list re-renders only the rows that did.

import type { Access } from '../../rules/access.ts';
import type { Command, HeldCommand } from '../../rules/command.ts';
import type { Card } from '../../rules/conversation.ts';
import type { Delivery } from '../../rules/event.ts';
import type { CommandId, MemberId, TeamId } from '../../rules/ids.ts';
import type { InboxName, Order, StatusKind, View } from '../../rules/inbox.ts';
import type { Tab } from '../../rules/personal.ts';
import type { Refusal } from '../../rules/refusal.ts';
import type { TimelineEntry } from '../schema.ts';

/** Instants are epoch milliseconds: of the device's clock in `Connection`, of relay time everywhere else. */
export type Connection =
  | { state: 'live'; since: number }
  | { state: 'connecting'; since: number }
  | { state: 'offline'; since: number }
  /** The relay knows no session of ours; the documents of this device stay readable. `reconnect` after signing in. */
  | { state: 'signed-out'; since: number }
  /** The relay has been updated and this app has not: nothing is exchanged until it is. Everything else goes on. */
  | { state: 'app-older'; since: number }
  /** This app has been updated and the relay has not (or went back): it goes on by itself once it has. */
  | { state: 'relay-older'; since: number };

/** Whether what is written here outlives the tab. `memory`: the device's store fails (quota, private mode); `why` is for logs. */
export type Storage = { state: 'kept' } | { state: 'memory'; why: string };

/** Why a document may no longer be read, and since when (relay time). The local copy is gone. */
export interface Ended {
  /** As the relay gives it: `mention-lapsed`, `removed`, `no-access`, …; not a closed list, show a general sentence for others. */
  reason: string;
  at: number;
}

/** What waits for the relay on one card. */
export interface Pending {
  commands: readonly CommandId[];
  /** The team whose queue decides who gets it: until the relay has decided, nobody can say who it will be. */
  queue: TeamId | null;
}

/** One row of a list. */
export interface CardRow {
  card: Card;
  /** Null where all is confirmed. */
  pending: Pending | null;
  unread: boolean;
  access: Access;
}

export interface ListQuery {
  inbox: InboxName;
  view: View;
  status: StatusKind;
  order: Order;
}

/** One line of a timeline. */
export interface TimelineLine {
  /** The same before and after the relay has confirmed it, so that nothing is drawn anew or jumps. */
  key: string;
  entry: TimelineEntry;
  /** Predicted here, not yet confirmed. */
  pending: boolean;
  /** For replies: what became of it on its way to the customer; null while it waits, and for everything else. */
  delivery: Delivery | null;
}

/** A command on its way which the rules, as far as this device knows, will refuse. The relay decides; this is a forecast. */
export interface Blocked {
  command: Command;
  refusal: Refusal;
}

/** What is on the shelf until the member decides. */
export type HeldItem =
  | { where: 'relay'; command: HeldCommand; refusal: Refusal; at: number }
  /** A reply that waited here for more than an hour without a connection: it is not sent before the writer says so. */
  | { where: 'device'; command: Command; at: number };

/** What somebody wants, before it gets its id and what its writer had seen. */
export type Wish<C extends Command = Command> = C extends Command
  ? Omit<C, 'id' | 'seen' | 'written'>
  : never;

/** `memory`: the store of this device failed, so the entry lasts no longer than the tab; say so. */
export type Kept = 'kept' | 'memory';

/** Another member who has the conversation open just now, on however many devices. */
export interface Present {
  member: MemberId;
  /** The tab of the composer that they are writing in. */
  writing: Tab | null;
}
