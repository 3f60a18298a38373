// A mailbox by IMAP: which mails came after a given one, and a word when there are more. It is only ever looked at: nothing in
// it is marked, moved or deleted.

import { isIP } from 'node:net';
import { ImapFlow, type FetchMessageObject, type MessageStructureObject } from 'imapflow';
import { safeFileName } from '#lib/rules/fileName.ts';
import type { Clock } from '../../clock.ts';
import { findAddress, isCertificateError, isLoopback, type AddressPorts } from '../../publicAddress.ts';
import { namelessFile } from './readMail.ts';
import type { Login, ServerProblem } from './smtp.ts';

export interface MailInfo {
  uid: number;
  size: number;
  /** As it says itself; '' if it does not. */
  from: string;
  /** When the mail server got it. */
  receivedAt: number;
}

export interface OpenMailbox {
  /** Uids mean something as long as this stays the same (RFC 9051, section 2.3.1.1). */
  validity: string;
  /** The uid that the next mail will have, at least. */
  next: number;
  /** Behind a uid, oldest first, at most `limit`. */
  newer(after: number, limit: number): Promise<MailInfo[]>;
  /** Those of these that are still there. */
  those(uids: number[]): Promise<MailInfo[]>;
  /** The first `max` bytes; null if it is gone. */
  source(uid: number, max: number): Promise<Uint8Array | null>;
  /** The files of a mail by their names, without reading it. */
  fileNames(uid: number): Promise<string[]>;
  /** Resolves when the server says that there is something new, or after a while without a word. Rejects when it is gone. */
  news(): Promise<void>;
  close(): void;
}

/** @throws MailboxError */
export type OpenMailboxes = (login: Login) => Promise<OpenMailbox>;

export interface ImapPorts extends AddressPorts {
  clock: Pick<Clock, 'after'>;
}

/** Why a mailbox could not be opened, or is gone. */
export class MailboxError extends Error {
  override name = 'MailboxError';
  readonly reason: ServerProblem;

  constructor(reason: ServerProblem) {
    super(reason);
    this.reason = reason;
  }
}

const CONNECT_MS = 20_000;
/** Without a word for this long it is asked: connections die silently, and some servers know no IDLE. */
const POLL_MS = 60_000;
/** A server that says nothing to a question for this long is gone. */
const SILENCE_MS = 5 * 60_000;
const INBOX = 'INBOX';
/** Of a mail that is too large: more of them say no more. */
const FILES_NAMED = 50;

export function createImap(ports: ImapPorts): OpenMailboxes {
  return async (login) => {
    const found = await findAddress(login.host, ports);
    if ('reason' in found) throw new MailboxError(found.reason);
    if (login.security === 'none' && !isLoopback(found.address)) throw new MailboxError('no-tls');
    const client = new ImapFlow({
      host: found.address,
      port: login.port,
      secure: login.security === 'tls',
      ...(login.security !== 'tls' && { doSTARTTLS: login.security === 'starttls' }),
      ...(isIP(login.host) === 0 && { servername: login.host }),
      auth: { user: login.user, pass: login.password },
      logger: false,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      disableAutoIdle: true,
    });
    // Whatever goes wrong later closes it; `news` and the commands say so.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const mailbox = await client.mailboxOpen(INBOX, { readOnly: true });
      return new Opened(client, ports.clock, {
        validity: String(mailbox.uidValidity),
        next: mailbox.uidNext,
      });
    } catch (error) {
      client.close();
      throw new MailboxError(problemOf(error));
    }
  };
}

/** Whether mails could be read; null if they could. */
export async function checkImap(open: OpenMailboxes, login: Login): Promise<ServerProblem | null> {
  try {
    (await open(login)).close();
    return null;
  } catch (error) {
    if (error instanceof MailboxError) return error.reason;
    throw error;
  }
}

class Opened implements OpenMailbox {
  readonly validity: string;
  readonly next: number;
  readonly #client: ImapFlow;
  readonly #clock: Pick<Clock, 'after'>;
  /** The server has spoken since somebody last asked. */
  #spoken = false;
  #wake: () => void = () => undefined;

  constructor(
    client: ImapFlow,
    clock: Pick<Clock, 'after'>,
    { validity, next }: { validity: string; next: number },
  ) {
    this.validity = validity;
    this.next = next;
    this.#client = client;
    this.#clock = clock;
    const heard = (): void => {
      this.#spoken = true;
      this.#wake();
    };
    client.on('exists', heard);
    client.on('close', heard);
    // Its uids mean nothing any more: whoever reads begins anew.
    client.on('mailboxOpen', () => client.close());
  }

  async newer(after: number, limit: number): Promise<MailInfo[]> {
    // A range to '*' always has the last one, whatever its uid.
    const uids = await this.#asked(() => this.#client.search({ uid: `${after + 1}:*` }, { uid: true }));
    const behind = (Array.isArray(uids) ? uids : []).filter((uid) => uid > after).sort((a, b) => a - b);
    return await this.those(behind.slice(0, limit));
  }

  async those(uids: number[]): Promise<MailInfo[]> {
    if (uids.length === 0) return [];
    const query = { uid: true, size: true, internalDate: true, envelope: true };
    const found: MailInfo[] = [];
    await this.#asked(async () => {
      for await (const one of this.#client.fetch(uids.join(','), query, { uid: true }))
        found.push(infoOf(one));
    });
    return found.sort((a, b) => a.uid - b.uid);
  }

  async source(uid: number, max: number): Promise<Uint8Array | null> {
    const query = { source: { start: 0, maxLength: max } };
    const found = await this.#asked(() => this.#client.fetchOne(String(uid), query, { uid: true }));
    return found === false ? null : (found.source ?? null);
  }

  async fileNames(uid: number): Promise<string[]> {
    const query = { bodyStructure: true };
    const found = await this.#asked(() => this.#client.fetchOne(String(uid), query, { uid: true }));
    return found === false || !found.bodyStructure ? [] : filesIn(found.bodyStructure).slice(0, FILES_NAMED);
  }

  async news(): Promise<void> {
    if (!this.#client.usable) throw new MailboxError('unreachable');
    if (!this.#spoken) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const cancel = this.#clock.after(POLL_MS, () => this.#wake());
      // Ends by itself when the next command comes.
      void this.#client.idle().catch(() => this.#wake());
      await woken;
      cancel();
    }
    this.#spoken = false;
    await this.#asked(() => this.#client.noop());
  }

  close(): void {
    this.#client.close();
  }

  async #asked<T>(question: () => Promise<T>): Promise<T> {
    try {
      const answer = await question();
      if (this.#client.usable) return answer;
    } catch (error) {
      this.#client.close();
      throw new MailboxError(problemOf(error));
    }
    throw new MailboxError('unreachable');
  }
}

function infoOf({ uid, size = 0, internalDate, envelope }: FetchMessageObject): MailInfo {
  const receivedAt = internalDate === undefined ? 0 : new Date(internalDate).getTime();
  return {
    uid,
    size,
    receivedAt: Number.isFinite(receivedAt) ? receivedAt : 0,
    from: envelope?.from?.[0]?.address ?? '',
  };
}

/** As `readMail` has them: what has a name, or is no text. */
function filesIn(part: MessageStructureObject): string[] {
  const { type, disposition, dispositionParameters, parameters, childNodes } = part;
  if (childNodes && /^multipart\//i.test(type)) return childNodes.flatMap(filesIn);
  const name = dispositionParameters?.['filename'] ?? parameters?.['name'] ?? '';
  const isText = /^text\/(plain|html)$/i.test(type) && disposition?.toLowerCase() !== 'attachment';
  return isText && name === '' ? [] : [safeFileName(name, namelessFile(type))];
}

function problemOf(error: unknown): ServerProblem {
  if (error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true)
    return 'login';
  if (isCertificateError(error)) return 'certificate';
  if (error instanceof Error && /STARTTLS/.test(error.message)) return 'no-tls';
  return 'unreachable';
}
