// How often the suite met each rare state. One that stays at zero is a state that nothing here tests.

export const RARE = {
  'lost-claim': 'a reply was held because somebody else had claimed the conversation',
  'held-second-reply': 'a reply was held because its writer had not seen another (unseen-reply)',
  'stale-ownership': 'an assignment was held because owner or team had changed',
  'late-guest': 'a guest wrote in time and was decided too late (mention-lapsed)',
  'mention-ended-offline': 'a mention ended while its member was not connected',
  'decided-after-crash': 'a command was written under one process and decided by a later one',
  'duplicate-dropped': 'a command came again after it had been decided',
  'queue-raced': 'two turns of one queue were taken in one commit',
  'crash-before-commit': 'the relay died with a commit in its hands',
  'crash-after-commit': 'the relay died before anybody heard of a commit',
  'crash-after-publish': 'the relay died while it was telling',
  'epoch-changed': 'a page dropped its copies for a new epoch',
  'backup-put-back': 'an old backup took the place of the relay’s disk',
  'reply-lost': 'replies were lost with a history that a backup took the place of',
  'disk-full': 'a commit failed for want of room',
  'half-open': 'a connection was dead and nobody was told',
  'access-ended-in-sight': 'a conversation closed under the eyes of its reader',
  'removed-with-commands': 'a member was deactivated with commands on their way',
  'held-on-device': 'a reply waited so long that its writer was asked',
  'taken-back': 'a command was taken back before it was decided',
  'resent-anyway': 'a held reply was sent anyway',
  'device-cloned': 'a browser’s profile was copied, and both were used',
  'device-wiped': 'a browser lost what it kept, whole or in part',
  'device-restored': 'an older copy of a profile was put back',
  'restored-decided': 'a copy was put back with commands that had been decided since',
  'device-clock-jumped': 'the clock of a device jumped by days',
  'device-disk-full': 'a browser could not store something',
  'write-lost': 'a browser was ended before something was on its disk',
  'month-offline': 'a device came back with commands after thirty days',
  'late-bytes': 'messages of an old connection arrived when the browser was back on a new one',
  'note-jotted': 'somebody wrote in a contact note',
  'note-compared': 'a contact note was open when all was over, and was what the relay has',
  'contact-erased': 'all that was known of a contact was taken out',
  'hostile-refused': 'somebody hostile was refused a document',
  'woken-by-customer': 'a message opened a closed or snoozed conversation',
} as const;

export type Rare = keyof typeof RARE;

export class Counters {
  readonly #counts = new Map<Rare, number>();

  count(what: Rare): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  add(others: Counters): void {
    for (const [what, count] of others.#counts) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  has(what: Rare): boolean {
    return this.#counts.has(what);
  }

  get all(): [Rare, number][] {
    return (Object.keys(RARE) as Rare[]).map((what) => [what, this.#counts.get(what) ?? 0]);
  }

  get never(): Rare[] {
    return this.all.filter(([, count]) => count === 0).map(([what]) => what);
  }
}
