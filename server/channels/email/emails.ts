// Puts the e-mail channels together: what of them is stored, who reads their mailboxes, how replies leave.

import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { ChannelId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import { VISITOR_FILES_PER_DAY } from '#lib/rules/limits.ts';
import type { Clock } from '../../clock.ts';
import type { Desk } from '../../decisions.ts';
import type { Files } from '../../files/files.ts';
import type { Sender } from '../../files/fileTable.ts';
import { createRateLimit, type RateLimit } from '../../http/rateLimit.ts';
import type { Log } from '../../log/log.ts';
import type { OutgoingChannel } from '../channel.ts';
import { ChannelContacts } from '../channelContacts.ts';
import { ChannelPasswords } from '../channelPasswords.ts';
import type { ChannelRow, ChannelTable } from '../channelTable.ts';
import type { Seal } from '../seal.ts';
import { createEmailChannel } from './emailChannel.ts';
import { emailSettings, type EmailSettings } from './emailSettings.ts';
import { checkImap, createImap, MailboxError, type OpenMailboxes } from './imap.ts';
import { keepFiles, type KeptFiles } from './mailFiles.ts';
import { MailReader, type ReaderState } from './mailReader.ts';
import type { Mail } from './readMail.ts';
import { SetAsideMails } from './setAsideMails.ts';
import { checkSmtp, type ServerProblem, type SmtpPorts } from './smtp.ts';
import { takeMail } from './takeMail.ts';

export interface EmailsPorts {
  database: DatabaseSync;
  channels: ChannelTable;
  clock: Clock;
  seal: Seal;
  log: Pick<Log, 'cursor' | 'workspaces'>;
  /** Servers inside private networks may be set. */
  allowPrivate: boolean;
  files: Pick<Files, 'store' | 'facts' | 'read'>;
  perform: <T>(workspace: WorkspaceId, work: (desk: Desk & { newId(): string }) => T) => Promise<T>;
  problem: (what: string, error: unknown) => void;
}

/** What both servers answered; null is well. */
export interface Checked {
  imap: ServerProblem | null;
  smtp: ServerProblem | null;
}

/** As for webhooks: what a shop's busiest minute brings, and as fast as anybody writes. */
const PER_CHANNEL = { capacity: 200, perSecond: 5 };
const PER_SENDER = { capacity: 20, perSecond: 1 / 60 };
/** Bytes of files: a day's at once. */
const BYTES_PER_SENDER = { capacity: VISITOR_FILES_PER_DAY, perSecond: VISITOR_FILES_PER_DAY / 86_400 };

export class Emails {
  readonly passwords: ChannelPasswords;
  readonly setAside: SetAsideMails;
  readonly #ports: EmailsPorts;
  readonly #contacts: ChannelContacts;
  readonly #smtp: SmtpPorts;
  readonly #open: OpenMailboxes;
  readonly #perChannel: RateLimit;
  readonly #perSender: RateLimit;
  readonly #bytesPerSender: RateLimit;
  readonly #readers = new Map<string, MailReader>();

  constructor(ports: EmailsPorts) {
    const { database, seal, clock, allowPrivate } = ports;
    this.#ports = ports;
    this.passwords = new ChannelPasswords(database, seal);
    this.setAside = new SetAsideMails(database, clock);
    this.#contacts = new ChannelContacts(database);
    this.#smtp = { clock, allowPrivate };
    this.#open = createImap({ clock, allowPrivate });
    this.#perChannel = createRateLimit(clock, PER_CHANNEL);
    this.#perSender = createRateLimit(clock, PER_SENDER);
    this.#bytesPerSender = createRateLimit(clock, BYTES_PER_SENDER);
  }

  /** Begins to read the mailboxes of all workspaces. */
  start(): void {
    for (const workspace of this.#ports.log.workspaces()) {
      for (const row of this.#ports.channels.list(workspace)) this.follow(workspace, row);
    }
  }

  /** The channel is new, or has changed: whoever reads its mailbox begins again. */
  follow(workspace: WorkspaceId, row: ChannelRow): void {
    const key = `${workspace}/${row.id}`;
    this.#readers.get(key)?.stop();
    this.#readers.delete(key);
    if (row.kind !== 'email' || !row.enabled) return;
    this.#readers.set(key, this.#reader(workspace, row.id, v.parse(emailSettings, row.settings)));
  }

  stop(): void {
    for (const reader of this.#readers.values()) reader.stop();
    this.#readers.clear();
  }

  /** Null where nobody reads: the channel is switched off. */
  stateOf(workspace: WorkspaceId, channel: ChannelId): ReaderState | null {
    return this.#readers.get(`${workspace}/${channel}`)?.state ?? null;
  }

  outgoing(workspace: WorkspaceId, channel: ChannelId): OutgoingChannel | null {
    const row = this.#ports.channels.get(workspace, channel);
    if (!row?.enabled || row.kind !== 'email') return null;
    return createEmailChannel(v.parse(emailSettings, row.settings), {
      smtp: this.#smtp,
      password: (...of) => this.passwords.get(...of, 'smtp'),
      addressOf: (...of) => this.#contacts.addressOf(...of),
      tokenOf: (...of) => this.#tokenOf(...of),
      files: this.#ports.files,
    });
  }

  /** Whether both servers would let us in. Nothing is read or sent. */
  async check(
    { imap, smtp, address }: EmailSettings,
    passwords: { imap: string; smtp: string },
  ): Promise<Checked> {
    const [read, sent] = await Promise.all([
      checkImap(this.#open, { ...imap, password: passwords.imap }),
      checkSmtp(this.#smtp, { ...smtp, password: passwords.smtp }, address),
    ]);
    return { imap: read, smtp: sent };
  }

  #reader(workspace: WorkspaceId, channel: ChannelId, { address, imap }: EmailSettings): MailReader {
    const { clock, log, perform, problem } = this.#ports;
    const mailbox = { channel, address, tokenOf: this.#tokenOf.bind(this) };
    return new MailReader({
      ...{ workspace, channel, clock, log, problem },
      open: () => {
        const password = this.passwords.get(workspace, channel, 'imap');
        if (password === null) throw new MailboxError('login');
        return this.#open({ ...imap, password });
      },
      perform: (work) => perform(workspace, work),
      keepFiles: (mail) => this.#keepFiles({ kind: 'channel', workspace, channel }, address, mail),
      take: (desk, mail) => {
        // Written before the mail is decided: it follows from the address, and does no harm if the mail then is set aside.
        const contact = mail.from && this.#contacts.idOf(workspace, channel, mail.from.address);
        return takeMail(desk, mailbox, mail, contact);
      },
      setAside: (mail) => this.setAside.add(workspace, channel, mail),
      perChannel: this.#perChannel,
      perSender: this.#perSender,
    });
  }

  /** None of what will be in no conversation. */
  async #keepFiles(
    sender: Sender & { kind: 'channel' },
    own: string,
    { kind, from, files }: Mail,
  ): Promise<KeptFiles> {
    if (kind.kind !== 'message' || from === null || from.address === own)
      return { attachments: [], leftOut: [] };
    const key = `${sender.workspace}/${sender.channel}/${from.address}`;
    return await keepFiles(files, {
      store: (bytes) => this.#ports.files.store(sender, [bytes]),
      mayBring: (bytes) => this.#bytesPerSender(key, bytes),
    });
  }

  #tokenOf(workspace: WorkspaceId, channel: ChannelId, conversation: ConversationId): string {
    return this.#ports.seal.token(`${workspace}/${channel}/${conversation}`);
  }
}
