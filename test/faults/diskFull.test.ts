// No room on the relay's disk while everybody writes: a small file system that somebody fills (ENOSPC), or, where nobody may
// mount one, a limit on the size of files (EFBIG). Nothing is lost, what is there can be read, and the relay goes on by itself.

import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRecord } from '../../server/log/log.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../support/fakeChance.ts';
import { DEMO_COPY } from '../support/relayData.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { Crew, expectDecidedOnce, expectInOrder, expectKept } from './crew.ts';

/** Below this the suite has shrunk unseen. */
const EPISODES_MIN = 10;
const episodes = Number(process.env.DISK_FULLS ?? EPISODES_MIN);
/** Room for the demo, its log under load, and a copy of it while the WAL is taken in. */
const DISK = '64m';
const FULL = /"kind":"(?:full|failed)"|SQLite: .*(?:full|disk I\/O)/;

const folder = mkdtempSync(join(tmpdir(), 'estafet-disk-'));
const isMounted = mounts();
const relay = new RelayProcess(folder);
const random = seededRandom(Number(process.env.DISK_SEED ?? 20_261_123));
let crew: Crew;

beforeAll(async () => {
  const demo = process.env[DEMO_COPY];
  if (demo !== undefined) cpSync(demo, folder, { recursive: true });
  await relay.start();
  crew = await Crew.join(relay);
});

afterAll(async () => {
  await crew.leave();
  await relay.stop();
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe('a disk without room', () => {
  const counts = { 'a full file system': 0, 'a limit on the size of files': 0 };
  let log: StoredRecord[] = [];

  it(`${episodes} times: the relay says so, serves what it has, and goes on by itself`, async () => {
    for (let episode = 0; episode < episodes; episode += 1) {
      await crew.hear(1 + Math.floor(random() * 30));
      const refused = relay.says(FULL);
      const free = isMounted && episode % 2 === 0 ? fill() : limit();
      counts[isMounted && episode % 2 === 0 ? 'a full file system' : 'a limit on the size of files'] += 1;
      await refused;
      expect((await fetch(`${relay.address}/healthz`)).status).toBe(200);
      const goesOn = crew.hear(5);
      free();
      await goesOn;
    }
    log = await crew.finish();
    process.stdout.write(
      `tried ${episodes} times no room (${JSON.stringify(counts)}), ${crew.sent} commands sent, ${log.length} records\n`,
    );
    expect(counts['a full file system'] + counts['a limit on the size of files']).toBe(episodes);
  });

  it('I3 kept everything that anybody was told', () => expectKept(log, crew.clients));
  it('I4 decided every command exactly once', () => expectDecidedOnce(log, crew.clients));
  it('I14 kept the order of each device', () => expectInOrder(log, crew.clients));
});

/** Only root may, and not everywhere. */
function mounts(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=700`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** Writes until nothing fits any more. Returns what makes room again. */
function fill(): () => void {
  const ballast = join(folder, 'ballast');
  const file = openSync(ballast, 'w');
  for (let bytes = 1024 * 1024; bytes >= 1;) {
    try {
      if (writeSync(file, Buffer.alloc(bytes)) < bytes) bytes = Math.floor(bytes / 2);
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
  closeSync(file);
  return () => rmSync(ballast);
}

/** From now on the process cannot write behind the first page of a file. */
function limit(): () => void {
  const set = (soft: string): void => {
    execFileSync('prlimit', ['--pid', String(relay.pid), `--fsize=${soft}:unlimited`]);
  };
  set('1');
  return () => set('unlimited');
}
