// Who else has a conversation open, and what they write in it. What is said of us goes to the relay, which says who we are.

import type { MemberId } from '../../rules/ids.ts';
import type { Tab } from '../../rules/personal.ts';
import { JUST_HERE } from '../presence.ts';
import type { Environment } from './environment.ts';
import { Listeners } from './listeners.ts';
import type { OpenDocument } from './open.ts';
import type { Present } from './views.ts';

/** After the last key. Long enough to think about the next sentence: others wait for it before they answer themselves. */
const WRITING_LASTS_MS = 20_000;

export class PresenceCore {
  readonly #me: MemberId;
  readonly #environment: Environment;
  readonly #changed: Listeners;
  #document: OpenDocument | null = null;
  #detach: () => void = () => undefined;
  #stopWriting: () => void = () => undefined;
  #writing: Tab | null = null;
  #here = true;
  #others: readonly Present[] = [];
  #contactWrites = false;
  #writers: readonly string[] = [];

  constructor(me: MemberId, environment: Environment) {
    this.#me = me;
    this.#environment = environment;
    this.#changed = new Listeners((error) => environment.report(error));
  }

  /** Other members who are here, by id; my own devices are me. The same array as long as it says the same. */
  get others(): readonly Present[] {
    return this.#others;
  }

  /** Whether the customer of this conversation writes. */
  get contactWrites(): boolean {
    return this.#contactWrites;
  }

  /** In a visitor's chat: the names of those who write a reply. */
  get writers(): readonly string[] {
    return this.#writers;
  }

  subscribe(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** Follows the presence of a thread. */
  attach(document: OpenDocument): void {
    this.#document = document;
    this.#detach = document.onMet(() => this.#read());
    this.#say();
    this.#read();
  }

  /** To be called on every key; others hear of it when it changes. Ends by itself when nothing more is typed. */
  setWriting(writing: Tab | null): void {
    this.#stopWriting();
    if (writing !== null) {
      const { clock } = this.#environment;
      this.#stopWriting = clock.after(WRITING_LASTS_MS, () => this.setWriting(null));
    }
    if (writing === this.#writing) return;
    this.#writing = writing;
    this.#say();
  }

  /** False while nobody looks: a tab in the background is no reader. */
  setHere(here: boolean): void {
    if (here === this.#here) return;
    this.#here = here;
    this.#say();
  }

  close(): void {
    this.#stopWriting();
    this.#detach();
    this.#document?.present(null);
    this.#document = null;
  }

  #say(): void {
    this.#document?.present(this.#here ? { ...JUST_HERE, writing: this.#writing } : null);
  }

  #read(): void {
    const states = [...(this.#document?.awareness.getStates().values() ?? [])];
    const found = othersOf(states, this.#me);
    const contactWrites = states.some((state) => state['contact'] === true);
    const writers = states.flatMap((state) => namesIn(state['writers']));
    const same =
      sameOthers(found, this.#others) &&
      contactWrites === this.#contactWrites &&
      writers.join('\n') === this.#writers.join('\n');
    if (same) return;
    this.#others = found;
    this.#contactWrites = contactWrites;
    this.#writers = writers;
    this.#changed.emit();
  }
}

/** One line a member, however many devices they are on; what they write on any of them counts. */
function othersOf(states: Iterable<unknown>, me: MemberId): Present[] {
  const byMember = new Map<MemberId, Present>();
  for (const state of states) {
    const present = parsePresent(state);
    if (!present || present.member === me) continue;
    const writing = present.writing ?? byMember.get(present.member)?.writing ?? null;
    byMember.set(present.member, { ...present, writing });
  }
  return [...byMember.values()].sort((a, b) => (a.member < b.member ? -1 : 1));
}

function namesIn(writers: unknown): string[] {
  const names: unknown[] = Array.isArray(writers) ? writers : [];
  return names.filter((name) => typeof name === 'string');
}

/** Our own state is among them, and says no member. */
function parsePresent(state: unknown): Present | null {
  if (typeof state !== 'object' || state === null || !('member' in state) || !('writing' in state))
    return null;
  const { member, writing } = state;
  if (typeof member !== 'string') return null;
  return { member, writing: writing === 'reply' || writing === 'note' ? writing : null };
}

function sameOthers(a: readonly Present[], b: readonly Present[]): boolean {
  const same = (one: Present, other: Present | undefined): boolean =>
    one.member === other?.member && one.writing === other.writing;
  return a.length === b.length && a.every((one, index) => same(one, b[index]));
}
