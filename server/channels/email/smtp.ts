// One mail to one recipient by SMTP, on a connection of its own. What matters is to know how far it came: until the end of the
// message was written nothing can have been accepted; from then on only the server's answer says.

import { isIP } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Clock } from '../../clock.ts';
import { findAddress, isCertificateError, isLoopback, type AddressPorts } from '../../publicAddress.ts';
import type { ComposedMail } from './composeMail.ts';
import type { MailServer } from './emailSettings.ts';

/** Why a mail server could not be used: words of docs/channels.md. */
export type ServerProblem =
  'no-such-host' | 'private-address' | 'unreachable' | 'certificate' | 'no-tls' | 'login';

export type Posted =
  | { kind: 'answered'; status: number; said: string }
  | { kind: 'not-sent'; reason: ServerProblem | 'file-unreadable'; status: number | null; said: string }
  /** It has left whole, and nobody knows. */
  | { kind: 'no-answer' };

export interface SmtpPorts extends AddressPorts {
  clock: Pick<Clock, 'after'>;
}

export type Login = MailServer & { password: string };

/** A file of ours cannot be read. */
const BROKEN: Posted = { kind: 'not-sent', reason: 'file-unreadable', status: null, said: '' };
/** For everything: servers that look for viruses take a minute. */
const TIME_MS = 120_000;
/** Beside it, for what is to be sent: bytes in a millisecond, half a megabit a second. */
const SLOWEST = 64;
/** To find out whether somebody may send. */
const CHECK_MS = 20_000;
const SAID_MAX = 1_000;

/** Never throws, always ends. The mail's content is spent. */
export async function postMail(ports: SmtpPorts, login: Login, mail: ComposedMail): Promise<Posted> {
  const message = { left: false };
  const { content, size } = mail;
  content.on('end', () => (message.left = true));
  const broken = new Promise<Posted>((resolve) => void content.on('error', () => resolve(BROKEN)));
  const { from, to } = mail.envelope;
  const timeMs = TIME_MS + size / SLOWEST;
  try {
    const sent = await withConnection({ ports, login, name: from, timeMs }, (connection) =>
      // What has begun is cut off, so that no server takes a part for the whole.
      Promise.race([
        broken,
        new Promise<Posted>((resolve) => {
          connection.send({ from, to: [to], size }, content, (error, info) => {
            if (error) resolve(afterError(error, message.left));
            else resolve({ kind: 'answered', status: 250, said: cut(info.response) });
          });
        }),
      ]),
    );
    if ('kind' in sent) return sent;
    return message.left ? { kind: 'no-answer' } : { kind: 'not-sent', ...sent };
  } finally {
    content.destroy();
  }
}

/** Whether mails could be sent; nothing is. Null if they could. */
export async function checkSmtp(ports: SmtpPorts, login: Login, name: string): Promise<ServerProblem | null> {
  const tried = await withConnection({ ports, login, name, timeMs: CHECK_MS }, () =>
    Promise.resolve({ fine: true as const }),
  );
  return 'fine' in tried ? null : tried.reason;
}

interface Failed {
  reason: ServerProblem;
  status: number | null;
  said: string;
}

interface Connecting {
  ports: SmtpPorts;
  login: Login;
  /** The address whose domain we call ourselves by. */
  name: string;
  timeMs: number;
}

/** Connects, signs in, does `work`, and ends the connection whatever happens. */
async function withConnection<T>(
  { ports, login, name, timeMs }: Connecting,
  work: (connection: SMTPConnection) => Promise<T>,
): Promise<T | Failed> {
  const found = await findAddress(login.host, ports);
  if ('reason' in found) return failed(found.reason);
  if (login.security === 'none' && !isLoopback(found.address)) return failed('no-tls');
  const connection = new SMTPConnection({
    host: found.address,
    port: login.port,
    name: name.slice(name.lastIndexOf('@') + 1),
    secure: login.security === 'tls',
    requireTLS: login.security === 'starttls',
    ignoreTLS: login.security === 'none',
    tls: isIP(login.host) === 0 ? { servername: login.host } : {},
    logger: false,
    allowInternalNetworkInterfaces: true,
  });
  let fail = (_problem: Failed): void => undefined;
  const trouble = new Promise<Failed>((resolve) => (fail = resolve));
  // Later ones are nobody's business any more, but must not end the process.
  connection.on('error', (error: SmtpError) => fail(problemOf(error)));
  connection.on('end', () => fail(failed('unreachable')));
  const cancel = ports.clock.after(timeMs, () => fail(failed('unreachable')));
  try {
    const ready = await Promise.race([signIn(connection, login), trouble]);
    if (ready !== null) return ready;
    return await Promise.race([work(connection), trouble]);
  } finally {
    cancel();
    connection.close();
  }
}

function signIn(connection: SMTPConnection, { user, password }: Login): Promise<Failed | null> {
  return new Promise((resolve) => {
    connection.connect((problem) => {
      if (problem) return resolve(problemOf(problem));
      if (!connection.allowsAuth) return resolve(null);
      connection.login({ user, credentials: { user, pass: password } }, (error) =>
        resolve(error ? problemOf(error) : null),
      );
    });
  });
}

interface SmtpError extends Error {
  code?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
}

/** An answer is one only as the answer to what was asked: half a line before a connection broke is none. */
function afterError(error: SmtpError, left: boolean): Posted {
  const { code, responseCode = 0, response } = error;
  const isAnswer = (code === 'EMESSAGE' || code === 'EENVELOPE') && responseCode >= 400;
  if (isAnswer) return { kind: 'answered', status: responseCode, said: cut(response) };
  // Ours, before anything was sent: an address or a size that the server cannot take.
  if (code === 'EENVELOPE' || (code === 'EMESSAGE' && !left))
    return { kind: 'answered', status: 550, said: cut(error.message) };
  return left ? { kind: 'no-answer' } : { kind: 'not-sent', ...problemOf(error) };
}

function problemOf(error: SmtpError): Failed {
  const { code, responseCode } = error;
  const said = cut(error.response);
  const status = responseCode ?? null;
  if (code === 'EAUTH') return { reason: 'login', status, said };
  if (isCertificateError(error) || isCertificateError(originalOf(error)))
    return { reason: code === 'ETLS' && status !== null ? 'no-tls' : 'certificate', status, said };
  return { reason: 'unreachable', status, said };
}

/** nodemailer puts its own code in the place of the system's. */
function originalOf(error: Error): unknown {
  const code = 'originalCode' in error ? error.originalCode : undefined;
  return Object.assign(new Error(error.message), { code });
}

function failed(reason: ServerProblem): Failed {
  return { reason, status: null, said: '' };
}

function cut(text: string | undefined): string {
  return (text ?? '').slice(0, SAID_MAX);
}
