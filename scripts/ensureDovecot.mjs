// An IMAP server for the tests of the e-mail channel: Debian's dovecot. It is never started by itself: tests run one of their
// own, without rights, in a folder of their own.
import { existsSync } from 'node:fs';
import { run } from './lib/run.mjs';

const binary = '/usr/sbin/dovecot';
const isThere = () => existsSync(binary) && existsSync('/usr/lib/dovecot/imap');

if (!isThere() && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
  console.log('Installing dovecot from Debian …');
  const patience = ['-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=20'];
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...patience, 'dovecot-imapd'];
  // What the image knows already may do; else what there is today.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if ((await run('apt-get', install, { env })) !== 0) {
    await run('apt-get', ['update', '-qq', ...patience], { env });
    await run('apt-get', install, { env });
  }
}
if (!isThere()) {
  console.error(
    'No dovecot for the tests of the e-mail channel, which need a real IMAP server. Install it (Debian, Ubuntu:\n' +
      '`sudo apt-get install --no-install-recommends dovecot-imapd`) and run the tests again. To run the others meanwhile,\n' +
      'name them: npm test -- static rules sim server doc contract',
  );
  process.exit(1);
}
console.log(binary);
