// A mail server that takes what is sent to it on a port of the loopback, and answers as the test tells it to.

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export const SMTP_USER = 'bantuan@toko.example';
export const SMTP_PASSWORD = 'kata sandi';

export interface GotMail {
  from: string;
  to: string[];
  /** As it came, byte for byte. */
  source: string;
  id: string;
}

/**
 * A number: the answer to the whole mail. `drop`: takes it, then ends the connection without an answer. `hold`: never answers.
 * `talk`: an answer without end. `cut`: ends the connection in the middle of the mail.
 */
export type SmtpBehaviour = number | 'drop' | 'hold' | 'talk' | 'cut';

export class TestSmtp {
  /** For each mail, in order; then the last for ever. */
  behaviours: SmtpBehaviour[] = [250];
  /** Every mail that came whole, whatever was answered. */
  readonly got: GotMail[] = [];
  /** Called when a mail has come, before it is answered. */
  arrived: (mail: GotMail) => void = () => undefined;
  readonly #server: SMTPServer;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      logger: false,
      closeTimeout: 100,
      onAuth: ({ username, password }, _session, done) => {
        const right = username === SMTP_USER && password === SMTP_PASSWORD;
        done(right ? null : new Error('wrong'), right ? { user: username } : undefined);
      },
      onData: (stream, session, done) => {
        const behaviour = this.#next();
        if (behaviour === 'cut') return this.#drop();
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom ? mailFrom.address : '';
          this.#take(behaviour, { from, to: rcptTo.map(({ address }) => address), chunks }, done);
        });
      },
    });
    this.#server.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // Connections that a test cuts are no error of the server's.
    this.#server.on('error', () => undefined);
  }

  static async start(port = 0): Promise<TestSmtp> {
    const smtp = new TestSmtp();
    const listening = smtp.#server.listen(port, '127.0.0.1');
    await once(listening, 'listening');
    return smtp;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (!this.#server.server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#drop();
    await closed;
  }

  #take(
    behaviour: SmtpBehaviour,
    { from, to, chunks }: { from: string; to: string[]; chunks: Buffer[] },
    done: (error?: Error | null) => void,
  ): void {
    const source = Buffer.concat(chunks).toString('utf8');
    const id = /^message-id:\s*(\S+)/im.exec(source)?.[1] ?? '';
    const mail = { from, to, source, id };
    this.got.push(mail);
    this.arrived(mail);
    if (behaviour === 'drop') this.#drop();
    else if (behaviour === 'talk') this.#talk();
    else if (behaviour === 'hold') return;
    else if (typeof behaviour === 'number' && behaviour >= 400)
      done(Object.assign(new Error(`answer ${behaviour}`), { responseCode: behaviour }));
    else done();
  }

  #next(): SmtpBehaviour {
    return (this.behaviours.length > 1 ? this.behaviours.shift() : this.behaviours[0]) ?? 250;
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #talk(): void {
    for (const socket of this.#sockets) {
      const more = (): void => {
        if (!socket.destroyed) socket.write(`250-${'x'.repeat(60_000)}\r\n`, more);
      };
      more();
    }
  }
}
