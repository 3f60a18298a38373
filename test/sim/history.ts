// What people did and were told, kept by the run itself: neither the relay nor the clients are asked what they remember.

import type { Wish } from '#lib/doc/client/views.ts';
import type { CommandId, ConversationId, MemberId } from '#lib/rules/ids.ts';
import type { MemberAtDevice, Visitor } from './people.ts';

export interface Sent {
  id: CommandId;
  /** The device at which it was written. */
  by: string;
  /** Null for a customer. */
  member: MemberId | null;
  kind: Wish['kind'] | 'say';
  /** The words in it. */
  text: string;
  /** What its writer had seen of the conversation. */
  seen: number;
  /** Of the relay's processes, when it was written. */
  generation: number;
  /** Its place among what was written at this device; null if that cannot be said. */
  order: number | null;
  /** The device said that it is stored. */
  isKept: boolean;
  /** It was taken back, or something that made it pointless took its place. */
  isGone: boolean;
}

/** Something that was said, and whom it was said to. It is looked for in every byte that leaves the relay. */
export interface Canary {
  author: MemberId | null;
  /** Null while the customer has no conversation yet, and for what is said to the whole office. */
  conversation: () => ConversationId | null;
  /** Customers may read it too. */
  isPublic: boolean;
  /** Every member may read it. */
  isForOffice?: boolean;
  /** The record that said it; null while none has. */
  record: () => number | null;
}

export class History {
  readonly commands = new Map<CommandId, Sent>();
  readonly canaries: Canary[] = [];
  generation = 0;
  #order = 0;

  sent(
    { name, member, page }: MemberAtDevice,
    { id, wish, seen, kept }: { id: CommandId; wish: Wish; seen: number; kept: Promise<'kept' | 'memory'> },
  ): void {
    const sent = this.#add({
      id,
      by: name,
      member,
      kind: wish.kind,
      text: 'text' in wish ? wish.text : '',
      seen,
    });
    void kept.then((how) => {
      if (how === 'kept' && page.isAlive) sent.isKept = true;
    });
  }

  said({ name }: Visitor, id: CommandId, kept: 'kept' | 'memory'): void {
    this.#add({ id, by: name, member: null, kind: 'say', text: '', seen: 0 }).isKept = kept === 'kept';
  }

  get all(): Sent[] {
    return [...this.commands.values()];
  }

  /** The same command was put behind all others again, and may have been decided before: its place is not known any more. */
  again(id: CommandId): void {
    const sent = this.commands.get(id);
    if (sent) sent.order = null;
  }

  gone(id: CommandId): void {
    const sent = this.commands.get(id);
    if (sent) sent.isGone = true;
  }

  /** A text that can be found again, in the form in which the scanner looks for it. */
  text(canary: Canary): string {
    this.canaries.push(canary);
    return `~${this.canaries.length - 1}~ halo`;
  }

  #add(sent: Pick<Sent, 'id' | 'by' | 'member' | 'kind' | 'text' | 'seen'>): Sent {
    const { generation } = this;
    const whole = { ...sent, generation, order: (this.#order += 1), isKept: false, isGone: false };
    this.commands.set(sent.id, whole);
    return whole;
  }
}
