// Reads one channel's mailbox for as long as the channel is there: what is new since the last time, then waits for the server
// to say that there is more. How far it came is durable with each mail, so that a relay that dies anywhere goes on where it was.

import * as v from 'valibot';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../../clock.ts';
import type { Desk } from '../../decisions.ts';
import type { RateLimit } from '../../http/rateLimit.ts';
import type { Log } from '../../log/log.ts';
import { parseAddress } from './mailAddress.ts';
import { MailboxError, type MailInfo, type OpenMailbox } from './imap.ts';
import { leftOutAs, type KeptFiles } from './mailFiles.ts';
import { readMail, type Mail } from './readMail.ts';
import type { ServerProblem } from './smtp.ts';
import type { ReadyMail, SetAside, Taken } from './takeMail.ts';

/** What an admin is shown of it. */
export type ReaderState =
  { state: 'connecting' } | { state: 'reading' } | { state: 'waiting'; reason: ServerProblem };

export interface ReaderPorts {
  workspace: WorkspaceId;
  channel: ChannelId;
  clock: Clock;
  log: Pick<Log, 'cursor'>;
  /** @throws MailboxError */
  open: () => Promise<OpenMailbox>;
  /** Does it in a turn of the workspace; resolves when it is durable. */
  perform: <T>(work: (desk: Desk & { newId(): string }) => T) => Promise<T>;
  /** Before that. Rejects if the disk fails. */
  keepFiles: (mail: Mail) => Promise<KeptFiles>;
  /** Decides it in that turn. */
  take: (desk: Desk & { newId(): string }, mail: ReadyMail) => Taken;
  /** Written down after the commit: it is for people to look at, and no truth. */
  setAside: (mail: { from: string; subject: string; why: SetAside }) => void;
  perChannel: RateLimit;
  perSender: RateLimit;
  problem: (what: string, error: unknown) => void;
}

const cursorShape = v.object({
  /** The mailbox's, when it was read. */
  validity: v.string(),
  /** Every mail up to it was taken or set aside, but for `later`. */
  uid: v.number(),
  /** When the mail server got the newest of them; epoch milliseconds. */
  at: v.number(),
  /** Mails that came before this are not taken: what was there before the channel was. */
  floor: v.number(),
  /** Of senders who wrote too many at once: taken when their turn comes. */
  later: v.array(v.number()),
});
type Cursor = v.InferOutput<typeof cursorShape>;

/** In one look; the next follows at once. */
const BATCH = 100;
/** Bytes of a mail that are read: a file of 25 MB as mails write it, and the mail around it. */
const MAIL_MAX = 36 * 1_024 * 1_024;
/** Of a mail that is longer. Text stands first. */
const BEGINNING = 512 * 1_024;
/** Put off at once; a flood of more is left in the mailbox. */
const LATER_MAX = 500;
const DAY_MS = 24 * 3_600_000;
/** After a mailbox could not be opened: again soon, then less and less often. */
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 900_000];

export class MailReader {
  readonly #ports: ReaderPorts;
  #mailbox: OpenMailbox | null = null;
  #stopped = false;
  #wake: () => void = () => undefined;
  state: ReaderState = { state: 'connecting' };

  constructor(ports: ReaderPorts) {
    this.#ports = ports;
    void this.#run();
  }

  /** Takes nothing any more; a mail that is being decided is. */
  stop(): void {
    this.#stopped = true;
    this.#mailbox?.close();
    this.#wake();
  }

  /** Asked, since it changes while something is awaited. */
  #isOver(): boolean {
    return this.#stopped;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#isOver()) {
      try {
        await this.#read(() => (failures = 0));
      } catch (error) {
        if (this.#isOver()) return;
        const reason = error instanceof MailboxError ? error.reason : 'unreachable';
        if (!(error instanceof MailboxError)) this.#ports.problem('mailbox', error);
        this.state = { state: 'waiting', reason };
      } finally {
        this.#mailbox?.close();
        this.#mailbox = null;
      }
      const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
      failures += 1;
      await this.#pause(pause);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Until it is stopped, or the mailbox is gone. */
  async #read(opened: () => void): Promise<void> {
    const mailbox = await this.#ports.open();
    this.#mailbox = mailbox;
    if (this.#isOver()) return;
    this.state = { state: 'reading' };
    await this.#begin(mailbox);
    opened();
    while (!this.#isOver()) {
      while (await this.#takeNew(mailbox)) if (this.#isOver()) return;
      await this.#takeLater(mailbox);
      await mailbox.news();
    }
  }

  /** Where to read from, in a mailbox that was never read, or whose uids mean something else now. */
  async #begin({ validity, next }: OpenMailbox): Promise<void> {
    const cursor = this.#cursor();
    const { clock } = this.#ports;
    if (cursor === null)
      return await this.#keep({ validity, uid: next - 1, at: clock.now(), floor: 0, later: [] });
    if (cursor.validity === validity) return;
    // All uids are new. What came since the newest that we know is read, and a day's before: ids say what was here already.
    await this.#keep({ validity, uid: 0, at: cursor.at, floor: cursor.at - DAY_MS, later: [] });
  }

  /** True if there may be more. */
  async #takeNew(mailbox: OpenMailbox): Promise<boolean> {
    const before = this.#cursor();
    const infos = before ? await mailbox.newer(before.uid, BATCH) : [];
    for (const info of infos) {
      const cursor = this.#cursor();
      if (this.#isOver() || !cursor) return false;
      const { uid, receivedAt } = info;
      const after = { ...cursor, uid, at: Math.max(cursor.at, receivedAt) };
      if (receivedAt < cursor.floor) await this.#keep(after);
      else if (this.#mayTake(info)) await this.#take(mailbox, info, after);
      else if (cursor.later.length < LATER_MAX) await this.#keep({ ...after, later: [...cursor.later, uid] });
      else await this.#leave(info, 'flood', after);
    }
    return infos.length === BATCH;
  }

  async #takeLater(mailbox: OpenMailbox): Promise<void> {
    const waiting = this.#cursor()?.later ?? [];
    const there = await mailbox.those(waiting);
    for (const uid of waiting) {
      const cursor = this.#cursor();
      if (this.#isOver() || !cursor) return;
      const after = { ...cursor, later: cursor.later.filter((other) => other !== uid) };
      const info = there.find((one) => one.uid === uid);
      if (!info) await this.#keep(after);
      else if (this.#mayTake(info)) await this.#take(mailbox, info, after);
    }
  }

  #mayTake({ from }: MailInfo): boolean {
    const { perSender, perChannel, workspace, channel } = this.#ports;
    const key = `${workspace}/${channel}`;
    return perSender(`${key}/${parseAddress(from) ?? ''}`) && perChannel(key);
  }

  async #take(mailbox: OpenMailbox, info: MailInfo, after: Cursor): Promise<void> {
    const isWhole = info.size <= MAIL_MAX;
    const source = await mailbox.source(info.uid, isWhole ? MAIL_MAX : BEGINNING);
    if (source === null) return await this.#keep(after);
    const mail = await readMail(source).catch(() => null);
    if (mail === null) return await this.#leave(info, 'unreadable', after);
    const { from, subject } = mail;
    const kept = isWhole ? await this.#ports.keepFiles(mail) : await namesOnly(mailbox, info);
    const taken = await this.#ports.perform((desk) => {
      const result = this.#ports.take(desk, { ...mail, ...kept });
      desk.turn.add('cursors', this.#row(after));
      return result;
    });
    if (taken.kind === 'set-aside')
      this.#ports.setAside({ from: from?.address ?? '', subject, why: taken.why });
  }

  /** It stays in the mailbox, and is in no conversation. */
  async #leave({ from }: MailInfo, why: SetAside, after: Cursor): Promise<void> {
    this.#ports.setAside({ from: parseAddress(from) ?? '', subject: '', why });
    await this.#keep(after);
  }

  async #keep(cursor: Cursor): Promise<void> {
    await this.#ports.perform((desk) => desk.turn.add('cursors', this.#row(cursor)));
  }

  #row(cursor: Cursor): { channel: ChannelId; cursor: string } {
    return { channel: this.#ports.channel, cursor: JSON.stringify(cursor) };
  }

  #cursor(): Cursor | null {
    const { log, workspace, channel } = this.#ports;
    const stored = log.cursor(workspace, channel);
    return stored === null ? null : v.parse(cursorShape, JSON.parse(stored));
  }
}

/** Of a mail that is not read to its end. */
async function namesOnly(mailbox: OpenMailbox, { uid }: MailInfo): Promise<KeptFiles> {
  const names = await mailbox.fileNames(uid);
  return { attachments: [], leftOut: names.map((name) => leftOutAs(name, 'too-large')) };
}
