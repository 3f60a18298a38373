// What is private to the member, as views see it: the shelf, drafts, notifications, preferences, read marks. Confirmed
// content, then what is on its way, then what is being typed.

import type { ConversationId } from '../../rules/ids.ts';
import type { Notification } from '../../rules/notification.ts';
import { preferencesFrom, type Preferences, type Tab } from '../../rules/personal.ts';
import { draftKey, readUpTo } from '../inboxDoc.ts';
import { keyed, pairsOf } from '../keyed.ts';
import { isDismissed } from '../overlayPersonal.ts';
import { ROOT, type Draft, type Held } from '../schema.ts';
import { Drafts } from './drafts.ts';
import type { Forecaster } from './forecaster.ts';
import type { Session } from './session.ts';
import type { HeldItem } from './views.ts';
import { commandOf } from './wishes.ts';

interface Read {
  held: readonly HeldItem[];
  drafts: Readonly<Record<string, Draft>>;
  notifications: readonly Notification[];
  chosen: Readonly<Partial<Preferences>>;
  preferences: Preferences;
}

const NOTHING_CHOSEN = {};

export class Personal {
  readonly #session: Session;
  readonly #forecaster: Forecaster;
  #drafts: Drafts | null = null;
  /** Typed before the desk was there. */
  readonly #early = new Map<string, [ConversationId, Tab, string]>();
  #read: Read | null = null;
  #revision = -1;

  constructor(session: Session, forecaster: Forecaster) {
    this.#session = session;
    this.#forecaster = forecaster;
    void this.#begin();
  }

  /** Texts that only this device has are among the drafts. */
  get ready(): boolean {
    return this.#drafts !== null;
  }
  get held(): readonly HeldItem[] {
    return this.#current().held;
  }
  get drafts(): Readonly<Record<string, Draft>> {
    return this.#current().drafts;
  }
  get notifications(): readonly Notification[] {
    return this.#current().notifications;
  }
  get preferences(): Preferences {
    return this.#current().preferences;
  }
  /** Nothing, until what is on its way is known too: an older choice must not show for a moment. */
  get chosen(): Readonly<Partial<Preferences>> {
    return this.ready ? this.#current().chosen : NOTHING_CHOSEN;
  }

  readUpTo(conversation: ConversationId): number {
    const predicted = this.#forecaster.over.personal.read.get(conversation) ?? 0;
    return Math.max(predicted, readUpTo(this.#session.inboxes.own.doc, conversation));
  }

  saveDraft(conversation: ConversationId, tab: Tab, text: string): void {
    if (this.#drafts) this.#drafts.save(conversation, tab, text);
    else this.#early.set(draftKey(conversation, tab), [conversation, tab, text]);
    this.#session.link.signals.touch('content');
  }

  /** How many texts no relay has yet. */
  get unsentDrafts(): number {
    const confirmed = pairsOf<Draft>(this.#doc, ROOT.drafts);
    return Object.entries(this.drafts).filter(([key, { text }]) => text !== confirmed[key]?.text).length;
  }

  /** What is being typed is on the desk, and may be on its way to the disk. */
  keepDrafts(): void {
    this.#drafts?.keep();
  }

  async close(): Promise<void> {
    this.#drafts?.close();
  }

  async #begin(): Promise<void> {
    const { desk, outbox } = await this.#session.begun;
    const { environment } = this.#session;
    this.#drafts = new Drafts(desk, environment.clock, ({ conversation, tab, text }) => {
      const base = { id: environment.newId(), seen: 0, written: environment.clock.wall() };
      return outbox.replace(
        commandOf({ kind: 'save-draft', conversation, tab, text }, base),
        (earlier) =>
          earlier.kind === 'save-draft' && earlier.conversation === conversation && earlier.tab === tab,
      );
    });
    for (const args of this.#early.values()) this.#drafts.save(...args);
    this.#early.clear();
    this.#session.link.signals.touch('content');
    await this.#drafts.flush();
  }

  #current(): Read {
    const { revision } = this.#session.link.signals;
    const known = this.#read;
    if (known && revision === this.#revision) return known;
    this.#revision = revision;
    const chosen = {
      ...(this.#doc.getMap(ROOT.preferences).toJSON() as Partial<Preferences>),
      ...this.#forecaster.over.personal.preferences,
    };
    this.#read = {
      held: this.#readHeld(),
      drafts: this.#readDrafts(),
      notifications: this.#readNotifications(),
      chosen,
      preferences: preferencesFrom(chosen),
    };
    return this.#read;
  }

  get #doc() {
    return this.#session.inboxes.own.doc;
  }

  #readHeld(): HeldItem[] {
    const { dropped } = this.#forecaster.over.personal;
    const ofRelay = [...keyed<Held>(this.#doc, ROOT.held).map.values()]
      .filter(({ key }) => !dropped.has(key))
      .map(({ val }): HeldItem => ({ where: 'relay', ...val }));
    const { time, environment } = this.#session;
    // The desk knows the device's clock only, which may be days off: among what the relay held it stands by relay time.
    const offset = time.now() - environment.clock.wall();
    const here = (this.#session.own?.outbox.asking ?? []).map(({ command, at }): HeldItem => ({
      where: 'device',
      command,
      at: at + offset,
    }));
    return [...ofRelay, ...here].sort((a, b) => b.at - a.at);
  }

  #readDrafts(): Record<string, Draft> {
    const drafts = pairsOf<Draft>(this.#doc, ROOT.drafts);
    const here = [...this.#forecaster.over.personal.drafts, ...(this.#drafts?.unsent() ?? [])];
    for (const [key, draft] of here) drafts[key] = draft;
    return Object.fromEntries(Object.entries(drafts).filter(([, { text }]) => text !== ''));
  }

  #readNotifications(): Notification[] {
    const { personal } = this.#forecaster.over;
    const all = this.#doc.getArray<Notification>(ROOT.notifications).toArray();
    return all.filter((notification) => !isDismissed(personal, notification)).reverse();
  }
}
