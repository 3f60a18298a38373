// A command that ends the whole process: counted across restarts by a note on the disk, then set aside.

import { readPersonal } from '#lib/doc/inboxDoc.ts';
import { appendCommand, readCommands } from '#lib/doc/outboxDoc.ts';
import { describe, expect, it } from 'vitest';
import type { Commit, StoredCard } from '../../server/log/log.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { Suspects, type SuspectDisk } from '../../server/suspects.ts';
import { TestRelay, WORKSPACE } from '../support/startRelay.ts';
import type { TestClient } from '../support/testClient.ts';

class MemorySuspectDisk implements SuspectDisk {
  deciding = '';
  suspects = '';
  writes = 0;
  /** A process that is dead writes nothing, whatever this one still does for it. */
  isDead = false;

  note(line: string): void {
    if (this.isDead) return;
    this.writes += 1;
    this.deciding = line + this.deciding.slice(line.length);
  }

  keep(suspects: string): void {
    if (!this.isDead) this.suspects = suspects;
  }

  close(): void {
    this.isDead = true;
  }
}

/** The process ends when it looks at one conversation, or commits one note. */
class DeadlyLog extends MemoryLog {
  deadly = '';
  deadlyCommit = '';
  deaths = 0;
  readonly #disk: MemorySuspectDisk;

  constructor(disk: MemorySuspectDisk) {
    super();
    this.#disk = disk;
  }

  override card(workspace: string, conversation: string): StoredCard | null {
    if (conversation !== this.deadly) return super.card(workspace, conversation);
    return this.#die();
  }

  /** Whatever the dead process still does in this one: nothing of it is kept. */
  override append(workspace: string, after: number, commit: Commit): 'appended' | 'raced' {
    const events = commit.records.flatMap((record) => record.events);
    const isDeadly = events.some((event) => event.kind === 'note-added' && event.text === this.deadlyCommit);
    if (this.#disk.isDead || isDeadly) return this.#die();
    return super.append(workspace, after, commit);
  }

  #die(): never {
    if (!this.#disk.isDead) this.deaths += 1;
    this.#disk.isDead = true;
    throw new Error('the process is dead');
  }
}

async function beginning(): Promise<Stage> {
  const disk = new MemorySuspectDisk();
  const log = new DeadlyLog(disk);
  const relay = await new TestRelay({ log, suspectDisk: disk }).found();
  const conversation = relay.customerWrites('budi', 'Hello');
  return { disk, log, relay, conversation };
}

interface Stage {
  disk: MemorySuspectDisk;
  log: DeadlyLog;
  relay: TestRelay;
  conversation: string;
}

/** The next process starts, and the browser comes back with all that is not decided. */
function comesBack({ disk, relay }: Stage, ...outboxes: TestClient[]): void {
  disk.isDead = false;
  relay.restart();
  for (const outbox of outboxes) {
    const member = outbox === outboxes[0] ? 'leo' : 'ana';
    const who = { kind: 'member' as const, workspace: WORKSPACE, member };
    outbox.connect(relay.relay, who, `${WORKSPACE}/outbox/${member}/laptop`);
  }
  relay.clock.settle();
}

const about = { attachments: [], mention: null };

describe('a command that ends the process', () => {
  it('F3 is on its writer’s shelf after three processes, and everybody else is served', async () => {
    const stage = await beginning();
    const { relay, log, disk, conversation } = stage;
    const leos = relay.open('leo', 'outbox/leo/laptop');
    const anas = relay.open('ana', 'outbox/ana/laptop');
    log.deadly = 'deadly';
    const poison = relay.whole({ kind: 'note', conversation: 'deadly', text: 'Precious', ...about });
    const behind = relay.whole({ kind: 'note', conversation, text: 'Behind it', ...about });
    for (const command of [poison, behind]) appendCommand(leos.doc, command);
    appendCommand(anas.doc, relay.whole({ kind: 'reply', conversation, text: 'Mine', attachments: [] }));
    for (let starts = 0; starts < 4; starts += 1) {
      relay.clock.settle();
      comesBack(stage, leos, anas);
    }
    expect(log.deaths).toBe(3);
    const held = Object.values(readPersonal(relay.open('leo', 'inbox/leo').doc).held);
    expect(held).toMatchObject([
      { command: { id: poison.id, kind: 'unreadable' }, refusal: { reason: 'malformed' } },
    ]);
    expect(JSON.stringify(held)).toContain('Precious');
    expect(log.verdict(WORKSPACE, behind.id)).not.toBeNull();
    expect(log.card(WORKSPACE, conversation)?.card).toMatchObject({ owner: 'ana' });
    expect(readCommands(leos.doc)).toEqual([]);
    expect(new Suspects(disk).isSuspect(WORKSPACE, poison.id)).toBe(false);
  });

  it('F3 blames none of those that were decided in the same turn before it', async () => {
    const stage = await beginning();
    const { relay, log, disk, conversation } = stage;
    const leos = relay.open('leo', 'outbox/leo/laptop');
    log.deadly = 'deadly';
    const first = relay.whole({ kind: 'note', conversation, text: 'Before it', ...about });
    const poison = relay.whole({ kind: 'note', conversation: 'deadly', text: 'Precious', ...about });
    for (const command of [first, poison]) appendCommand(leos.doc, command);
    relay.clock.settle();
    // Neither is decided: they were one turn. From now on each is alone.
    expect(log.verdict(WORKSPACE, first.id)).toBeNull();
    comesBack(stage, leos);
    expect(log.verdict(WORKSPACE, first.id)).not.toBeNull();
    disk.isDead = false;
    expect(new Suspects(disk).newest).toMatchObject({ command: poison.id, crashes: 2 });
  });

  it('F3 is set aside only after six that ended during its commit: kills find a busy process there', async () => {
    const stage = await beginning();
    const { relay, log, conversation } = stage;
    const leos = relay.open('leo', 'outbox/leo/laptop');
    log.deadlyCommit = 'Innocent';
    const command = relay.whole({ kind: 'note', conversation, text: 'Innocent', ...about });
    appendCommand(leos.doc, command);
    relay.clock.settle();
    for (let ends = 1; ends < 6; ends += 1) comesBack(stage, leos);
    expect(log.deaths).toBe(6);
    expect(log.verdict(WORKSPACE, command.id)).toBeNull();
    comesBack(stage, leos);
    expect(log.deaths).toBe(6);
    expect(readPersonal(relay.open('leo', 'inbox/leo').doc).held).toMatchObject({
      [command.id]: { command: { kind: 'unreadable' } },
    });
  });

  it('F3 loses its count when it is decided after all', async () => {
    const stage = await beginning();
    const { relay, log, disk } = stage;
    const leos = relay.open('leo', 'outbox/leo/laptop');
    log.deadly = 'deadly';
    const command = relay.whole({ kind: 'note', conversation: 'deadly', text: 'Later', ...about });
    appendCommand(leos.doc, command);
    relay.clock.settle();
    comesBack(stage, leos);
    log.deadly = '';
    expect(disk.suspects).toContain('"crashes":1');
    comesBack(stage, leos);
    expect(log.deaths).toBe(2);
    expect(log.verdict(WORKSPACE, command.id)).not.toBeNull();
    expect(disk.suspects).not.toContain(command.id);
  });
});

describe('the note of what is being decided', () => {
  it('is emptied with the turn, at three small writes', async () => {
    const { relay, disk, conversation } = await beginning();
    const leos = relay.open('leo', 'outbox/leo/laptop');
    disk.writes = 0;
    relay.send(leos, { kind: 'note', conversation, text: 'Hello', ...about });
    expect(disk.writes).toBe(3);
    expect(new Suspects(disk).newest).toBeNull();
  });

  it('is emptied when its turn fails: that is counted in memory', async () => {
    const { relay, disk } = await beginning();
    const leos = relay.open('leo', 'outbox/leo/laptop');
    Object.assign(relay.log, {
      card: () => {
        throw new TypeError('nobody thought of this');
      },
    });
    relay.send(leos, { kind: 'note', conversation: 'any', text: 'Hello', ...about });
    expect(relay.problems).not.toEqual([]);
    expect(new Suspects(disk).newest).toBeNull();
  });

  it('counts for nothing where it is torn or something else, and never keeps the relay from starting', () => {
    const whole = new MemorySuspectDisk();
    new Suspects(whole).deciding(WORKSPACE, 'one');
    const { deciding } = whole;
    expect(new Suspects(whole).newest).toMatchObject({ command: 'one', crashes: 1 });
    const torn = Array.from({ length: deciding.length }, (_, end) => deciding.slice(0, end));
    for (const garbage of [...torn, '\n', '0 \n', '{}\n', '3421780262 123456789\n', `\u0000${deciding}`]) {
      const disk = Object.assign(new MemorySuspectDisk(), { deciding: garbage, suspects: garbage });
      expect(new Suspects(disk).newest).toBeNull();
    }
  });
});
