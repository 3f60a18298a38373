// A real IMAP server: Debian's dovecot (scripts/ensureDovecot.mjs), as a process of the test's own, without rights, on a free port
// of the loopback, with one mailbox in a folder that goes with it. Stopped by its pid.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';

const BINARY = '/usr/sbin/dovecot';
export const IMAP_USER = 'bantuan';
export const IMAP_PASSWORD = 'rahasia-imap';
/** `nobody`, where the test runs as root. */
const NOBODY = 65_534;

export class Dovecot {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  static async start(): Promise<Dovecot> {
    if (!existsSync(BINARY))
      throw new Error('There is no dovecot. Run `node scripts/ensureDovecot.mjs`, which says what to do.');
    const folder = mkdtempSync(join(tmpdir(), 'estafet-dovecot-'));
    const dovecot = new Dovecot(folder, await freePort());
    dovecot.#write();
    await dovecot.restart();
    return dovecot;
  }

  /** With the mailbox and the port that it had before. */
  async restart(): Promise<void> {
    const asRoot = process.getuid?.() === 0;
    this.#process = spawn(BINARY, ['-F', '-c', join(this.#folder, 'dovecot.conf')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // A group of its own, with the processes that it makes for each connection.
      detached: true,
      ...(asRoot && { uid: NOBODY, gid: NOBODY }),
    });
    const ended = once(this.#process, 'exit').then(() => {
      throw new Error(`dovecot did not start:\n${this.#log()}`);
    });
    ended.catch(() => undefined);
    await Promise.race([this.#answers(), ended]);
  }

  /** Dies with all its connections, as in a power cut; nobody listens until `restart`. */
  async pause(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.pause();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A mail comes into the mailbox, as a mail server would put it there. */
  async deliver(...mails: (string | Buffer)[]): Promise<void> {
    await this.#asUser(async (client) => {
      for (const mail of mails) await client.append('INBOX', Buffer.from(mail));
    });
  }

  /** The mailbox gets another UIDVALIDITY and other uids, as after a move to another server. */
  async renumber(): Promise<void> {
    await this.pause();
    const mail = join(this.#folder, 'home', 'mail');
    for (const name of readdirSync(mail)) {
      if (name.startsWith('dovecot')) rmSync(join(mail, name), { recursive: true });
    }
    await this.restart();
  }

  /** How many mails are there, and how many of them somebody marked as seen. */
  async count(): Promise<{ mails: number; seen: number }> {
    return await this.#asUser(async (client) => {
      const status = await client.status('INBOX', { messages: true, unseen: true });
      const { messages = 0, unseen = 0 } = status === false ? {} : status;
      return { mails: messages, seen: messages - unseen };
    });
  }

  async #asUser<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: this.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: IMAP_USER, pass: IMAP_PASSWORD },
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  }

  async #answers(): Promise<void> {
    for (;;) {
      try {
        await this.#asUser(() => Promise.resolve());
        return;
      } catch {
        // Not yet: it has to make its sockets first.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  #log(): string {
    const file = join(this.#folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  #write(): void {
    const folder = this.#folder;
    for (const name of ['run', 'state', 'home']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, this.port));
    if (process.getuid?.() !== 0) return;
    for (const name of ['', 'run', 'state', 'home', 'dovecot.conf'])
      chownSync(join(folder, name), NOBODY, NOBODY);
  }
}

/** Without rights it can change neither its user nor its root. */
function configuration(folder: string, port: number): string {
  const uid = String(process.getuid?.() === 0 ? NOBODY : process.getuid?.());
  const [user, group] = ['-un', '-gn'].map((what) =>
    execFileSync('id', [what, uid], { encoding: 'utf8' }).trim(),
  );
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
mail_location = maildir:${folder}/home/mail
mail_uid = ${user}
mail_gid = ${group}
first_valid_uid = 1
first_valid_gid = 1
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  chroot =
}
passdb {
  driver = static
  args = user=${IMAP_USER} password=${IMAP_PASSWORD}
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}/home
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
