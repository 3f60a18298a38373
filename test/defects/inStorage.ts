// Planted where a history is lost, a disk is full, or a contact is erased.

import type { Defect } from './defect.ts';

const noByte = { file: 'test/server/erasure.test.ts', test: 'leaves no byte of it on the disk' };

export const STORAGE: readonly Defect[] = [
  {
    name: 'restore: numbers of the lost history are used again',
    file: 'server/log/leap.ts',
    find: 'Math.max(head.seq, lost, epoch * RECORDS_A_SECOND) + 1',
    replace: 'head.seq + 1',
    noticedBy: {
      file: 'test/server/restored.test.ts',
      test: 'I8 a reply whose writer saw much of what is lost',
    },
  },
  {
    name: 'restore: the witness is not asked',
    file: 'server/rebuild.ts',
    find: 'const lost = ports.seen ?? { epoch: 0, seq: 0 };',
    replace: 'const lost = { epoch: 0, seq: 0 };',
    noticedBy: {
      file: 'test/server/restored.test.ts',
      test: 'after the second restore, whatever the clock says',
    },
  },
  {
    name: 'chain: any record may leave numbers out',
    file: 'server/log/leap.ts',
    find: '(isLeap(record) && record.seq > seq)',
    replace: 'record.seq > seq',
    noticedBy: {
      file: 'test/contract/commands.test.ts',
      test: 'takes no other record that leaves numbers out',
    },
  },
  {
    name: 'full disk: nobody is told of what was committed',
    file: 'server/workspace.ts',
    find: '    // Whoever just lost access must not be sent',
    replace:
      '    this.#documents.shorten(updates, (cause) => { throw cause; });\n    // Whoever just lost access must not be sent',
    noticedBy: { file: 'test/server/diskFull.test.ts', test: 'I1 I2 everybody hears of what was committed' },
  },
  {
    name: 'erasure: older updates of documents stay',
    file: 'server/erasure.ts',
    find: 'if (ref && mayHoldTraces(ref, contact, conversations)) desk.compact(name);',
    replace: 'void ref;',
    noticedBy: noByte,
  },
  {
    name: 'erasure: what is written after it goes too',
    file: 'server/log/erased.ts',
    find: 'gone.filter(({ seq }) => record.seq <= seq)',
    replace: 'gone',
    noticedBy: {
      file: 'test/contract/log.test.ts',
      test: 'leaves what somebody wrote about it afterwards',
    },
  },
  {
    name: 'erasure: one that was interrupted leads new messages to what is erased',
    file: 'server/turn.ts',
    find: 'conversation !== null && this.card(conversation)?.card.erased === true ? null : conversation',
    replace: 'conversation',
    noticedBy: { file: 'test/server/erasure.test.ts', test: 'that ended when it was decided and no further' },
  },
  {
    name: 'erasure: what could not be read comes back, empty, when documents are made again',
    file: 'src/lib/doc/inboxDoc.ts',
    find: "  if (command.kind === 'unreadable' && command.content === '') return;\n",
    replace: '',
    noticedBy: { file: 'test/server/erasure.test.ts', test: 'I19 takes what could not be read' },
  },
  {
    name: 'erasure: freed pages stay',
    file: 'server/log/sqliteWrite.ts',
    find: "  rows.run('VACUUM');\n",
    replace: '',
    noticedBy: noByte,
  },
  {
    name: 'erasure: drafts and shelves stay',
    file: 'server/project.ts',
    find: '(doc) => forgetConversation(doc, id)',
    replace: '() => undefined',
    noticedBy: noByte,
  },
  {
    name: 'erasure: files stay',
    file: 'server/forgetContact.ts',
    find: '      files.forget(workspace, shown);\n',
    replace: '',
    noticedBy: noByte,
  },
  {
    name: 'erasure: what is left may be guessed by its salt',
    file: 'server/log/erased.ts',
    find: "{ ...record, events, salt: '' }",
    replace: '{ ...record, events }',
    noticedBy: { file: 'test/server/erasure.test.ts', test: 'I3 leaves the log whole' },
  },
  {
    name: 'poison: tried for ever',
    file: 'server/poison.ts',
    find: '(this.#failed.get(command) ?? 0) >= TRIES',
    replace: '(this.#failed.get(command) ?? 0) >= Infinity',
    noticedBy: { file: 'test/server/poison.test.ts', test: 'on its writer’s shelf after three tries' },
  },
  {
    name: 'poison: the count is not kept over a restart',
    file: 'server/suspects.ts',
    find: 'if (this.newest) this.#add(this.newest);',
    replace: '',
    noticedBy: {
      file: 'test/server/poisonProcess.test.ts',
      test: 'on its writer’s shelf after three processes',
    },
  },
  {
    name: 'poison: the note is not emptied with the turn',
    file: 'server/poison.ts',
    find: 'this.#suspects.over();',
    replace: '',
    noticedBy: { file: 'test/server/poisonProcess.test.ts', test: 'is emptied with the turn' },
  },
  {
    name: 'poison: a kill during the commit counts as much as an end while deciding',
    file: 'server/suspects.ts',
    find: 'return crashes - inCommit / 2 >= TRIES;',
    replace: 'return crashes >= TRIES;',
    noticedBy: {
      file: 'test/server/poisonProcess.test.ts',
      test: 'only after six that ended during its commit',
    },
  },
  {
    name: 'poison: a command is blamed for another of its turn',
    file: 'server/commands.ts',
    find: 'if (decided.size > 0 && counter.poison.isCareful) break;',
    replace: '',
    noticedBy: {
      file: 'test/server/poisonProcess.test.ts',
      test: 'blames none of those that were decided in the same turn',
    },
  },
  {
    name: 'upgrade: what was written before is not found',
    file: 'server/log/sqliteSchema.ts',
    find: 'fill.search();',
    replace: '',
    noticedBy: {
      file: 'test/contract/upgrade.test.ts',
      test: 'has what later formats added',
    },
  },
  {
    name: 'upgrade: what was written before is not in the audit',
    file: 'server/log/sqliteSchema.ts',
    find: 'fill.audit();',
    replace: '',
    noticedBy: {
      file: 'test/contract/upgrade.test.ts',
      test: 'has what later formats added',
    },
  },
  {
    name: 'backup: taken for the original',
    file: 'server/relayCommands/backup.ts',
    find: 'markRestored(new Rows(to));',
    replace: 'new Rows(to);',
    noticedBy: {
      file: 'test/contract/commands.test.ts',
      test: 'is refused in place of the database until a new epoch began',
    },
  },
  {
    name: 'erasure: the address still leads to the conversation',
    file: 'server/log/sqliteWrite.ts',
    find: "rows.run('DELETE FROM contacts WHERE workspace = ? AND conversation = ?', workspace, conversation);",
    replace: '',
    noticedBy: {
      file: 'test/contract/log.test.ts',
      test: 'forgets which address led to it, and no other',
    },
  },
];
