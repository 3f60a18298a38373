// Planted in the relay: who is told what, what is kept, and in which order.

import type { Defect } from './defect.ts';

export const RELAY: readonly Defect[] = [
  {
    name: 'door: who says nothing is waited for',
    file: 'server/serve.ts',
    find: 'createServer(patience, (request',
    replace: 'createServer({}, (request',
    noticedBy: { file: 'test/server/slowRequests.test.ts', test: 'that says nothing is let go' },
  },
  {
    name: 'door: packed bodies are read',
    file: 'server/http/http.ts',
    find: "(headers.get('content-encoding') ?? 'identity') !== 'identity'",
    replace: 'false',
    noticedBy: { file: 'test/server/webhooks.test.ts', test: 'W4 a body packed as gzip is turned away' },
  },
  {
    name: 'access: asked only on joining',
    file: 'server/room.ts',
    find: 'for (const session of [...this.#sessions]) this.#recheckOne(session);',
    replace: '',
    noticedBy: {
      file: 'test/server/relayCollaborators.test.ts',
      test: 'B1 who is removed loses the thread at once',
    },
  },
  {
    name: 'access: other members read an inbox',
    file: 'server/guard.ts',
    find: "return ref.member === member ? OPEN : noAccess('not-yours');",
    replace: 'return OPEN;',
    noticedBy: { file: 'test/server/relay.test.ts', test: 'a member who may not read inbox/leo' },
  },
  {
    name: 'access: another workspace',
    file: 'server/guard.ts',
    find: 'if (ref.workspace !== who.workspace) return notFound();',
    replace: '',
    noticedBy: { file: 'test/server/relay.test.ts', test: 'I17 a document of another workspace' },
  },
  {
    name: 'access: a visitor reads the chat of another',
    file: 'server/guard.ts',
    find: "(ref.kind === 'chat' || ref.kind === 'doorstep') && ref.visitor === visitor",
    replace: "(ref.kind === 'chat' || ref.kind === 'doorstep')",
    noticedBy: { file: 'test/server/matrix/documents.test.ts', test: 'open for whom the table says' },
  },
  {
    name: 'access: told of a commit before it ends it',
    file: 'server/workspace.ts',
    find: `    this.#rooms.recheckAfter(commit, before.directory);
    this.#rooms.publish(updates);`,
    replace: `    this.#rooms.publish(updates);
    this.#rooms.recheckAfter(commit, before.directory);`,
    noticedBy: { file: 'test/server/relay.test.ts', test: 'I11 whoever loses access is sent nothing' },
  },
  {
    name: 'removed: the queue of a removed member is accepted',
    file: 'src/lib/rules/decide.ts',
    find: "if (!activeMember(context.directory, context.actor)) return refuse({ reason: 'no-access' });",
    replace: '',
    noticedBy: { file: 'test/rules/access.test.ts', test: 'without access a refusal names nobody' },
  },
  {
    name: 'author: one writes under the client id of another',
    file: 'server/merge.ts',
    find: 'return bound === null || bound === owner;',
    replace: 'return true;',
    noticedBy: { file: 'test/server/relay.test.ts', test: 'I16 nobody writes on under the Yjs client id' },
  },
  {
    name: 'commit: published before it is durable',
    file: 'server/workspace.ts',
    find: 'const begun = this.#ports.clock.now();',
    replace: `this.#rooms.publish(updates);
    const begun = this.#ports.clock.now();`,
    noticedBy: {
      file: 'test/server/relayDurability.test.ts',
      test: 'R3 a commit that fails changes nothing',
    },
  },
  {
    name: 'commit: documents keep what could not be stored',
    file: 'server/workspace.ts',
    find: `      this.#documents.discard();
`,
    replace: '',
    noticedBy: {
      file: 'test/server/relayDurability.test.ts',
      test: 'R3 a commit that fails changes nothing',
    },
  },
  {
    name: 'reply: the owner follows in a second record',
    file: 'server/decisions.ts',
    find: 'const { seq } = record(desk, decision.events, by, command.id).record;',
    replace: `const [first, ...others] = decision.events;
    const { seq } = record(desk, first ? [first] : [], by, command.id).record;
    if (others.length > 0) record(desk, others, by, null);`,
    noticedBy: {
      file: 'test/server/relay.test.ts',
      test: 'A4 the first reply becomes owner in the same record',
    },
  },
  {
    name: 'reply: one that is held is sent',
    file: 'server/decisions.ts',
    find: 'const { seq } = record(desk, [held], by, command.id).record;',
    replace: `const { kind } = command;
    const sent: Event[] = kind === 'reply' ? [{ ...command, kind: 'reply-sent' }] : [];
    const { seq } = record(desk, [...sent, held], by, command.id).record;`,
    noticedBy: {
      file: 'test/server/relay.test.ts',
      test: 'F3 I8 the second reply written at the same moment is held',
    },
  },
  {
    name: 'verdict: forgotten at the commit',
    file: 'server/turn.ts',
    find: 'return decided?.seq ?? this.#log.verdict(this.#workspace, command);',
    replace: 'return decided?.seq ?? null;',
    noticedBy: { file: 'test/server/relay.test.ts', test: 'I4 one command on two devices is decided once' },
  },
  {
    name: 'verdict: all are lost at a restart',
    file: 'server/log/sqlite.ts',
    find: 'const { witness, seen } =',
    replace: `db.exec('DELETE FROM verdicts');
    const { witness, seen } =`,
    noticedBy: { file: 'test/contract/sqlite.test.ts', test: 'says the same after a restart' },
  },
  {
    name: 'presence: passed on as it was said',
    file: 'server/presenceState.ts',
    find: "if (parsed.success) return { kind: 'said', said: parsed.output };",
    replace: "if (parsed.success) return { kind: 'said', said: { ...(value as object), ...parsed.output } };",
    noticedBy: { file: 'test/server/presence.test.ts', test: 'fields that the relay does not know' },
  },
  {
    name: 'time: goes back with the clock',
    file: 'server/workspace.ts',
    find: 'this.#latest = Math.max(this.#latest, this.#turn.head.at, this.#ports.clock.now());',
    replace: 'this.#latest = this.#ports.clock.now();',
    noticedBy: {
      file: 'test/server/relayAccess.test.ts',
      test: 'C5 ends at the same instant though the relay was restarted',
    },
  },
  {
    name: 'time: a late timer holds back the end of a mention',
    file: 'server/timers.ts',
    find: 'if (!this.#stopped && this.#machine.now() >= this.#armedFor) this.#fire();',
    replace: '',
    noticedBy: {
      file: 'test/server/relayAccess.test.ts',
      test: 'C4 I11 ends for the inbox too before anybody reads',
    },
  },
  {
    name: 'limit: none for commands',
    file: 'server/workspace.ts',
    find: 'return this.#limits.take(who, this.#ports.clock.now());',
    replace: 'return true;',
    noticedBy: { file: 'test/server/relay.test.ts', test: 'what is over the rate limit waits' },
  },
  {
    name: 'search: without asking who may read',
    file: 'server/search.ts',
    find: 'return known && mayRead(known.access, kind) ?',
    replace: "return known && mayRead(['admin'], kind) ?",
    noticedBy: { file: 'test/server/search.test.ts', test: 'I11 finds for nobody what they may not open' },
  },
  {
    name: 'api: what is for admins, for everybody',
    file: 'server/api/context.ts',
    find: 'if (directory && isAdmin(directory, who.member)) return who;',
    replace: 'if (directory) return who;',
    noticedBy: { file: 'test/server/adminApi.test.ts', test: 'is for admins only' },
  },
  {
    name: 'log: whether a record follows the one before is not checked',
    file: 'server/log/chain.ts',
    find: 'if (before.hash !== null && record.previous !== before.hash)',
    replace: "if (before.hash === '' && record.previous !== before.hash)",
    noticedBy: { file: 'test/contract/chain.test.ts', test: 'names another record before it' },
  },
  {
    name: 'log: whether the events are those that were written is not checked',
    file: 'server/log/chain.ts',
    find: '} else if (record.content !== contentHash(record.salt, record.events)) {',
    replace: '} else if (record.content === null) {',
    noticedBy: {
      file: 'test/contract/damage.test.ts',
      test: 'keeps the relay from starting where it is the newest record',
    },
  },
  {
    name: 'rebuild: in the same epoch',
    file: 'server/rebuild.ts',
    find: 'return Math.max(before + 1, Math.floor(now / 1_000));',
    replace: 'return before;',
    noticedBy: {
      file: 'test/server/rebuild.test.ts',
      test: 'I19 makes every decided document again as it was',
    },
  },
  {
    name: 'rebuild: browsers keep their copies of another epoch',
    file: 'server/room.ts',
    find: 'if (this.isDecided && epoch !== null && epoch !== newest)',
    replace: 'if (this.isDecided && epoch !== null && epoch < 0)',
    noticedBy: {
      file: 'test/server/relay.test.ts',
      test: 'a copy of another epoch is not mixed with this one',
    },
  },
  {
    name: 'chat: the customer reads notes',
    file: 'server/project.ts',
    find: "if (event.kind !== 'message-received' && event.kind !== 'reply-sent') return null;",
    replace:
      "if (event.kind !== 'message-received' && event.kind !== 'reply-sent' && event.kind !== 'note-added') return null;",
    noticedBy: {
      file: 'test/server/relay.test.ts',
      test: 'G1 the customer sees what they wrote and the answer',
    },
  },
  {
    name: 'pages: any origin is ours',
    file: 'server/http/origin.ts',
    find: 'return given.origin === publicUrl.origin;',
    replace: 'return true;',
    noticedBy: { file: 'test/server/http.test.ts', test: 'behind a proxy is the public one' },
  },
  {
    name: 'access: frames are not compared with the clock',
    file: 'server/room.ts',
    find: 'if (now < session.until || this.#recheckOne(session)) session.send(payload);',
    replace: 'if (now > 0) session.send(payload);',
    noticedBy: {
      file: 'test/server/room.test.ts',
      test: 'an update goes to a guest in the last millisecond',
    },
  },
  {
    name: 'handshake: a cookie counts for whoever brings it',
    file: 'server/socket/sockets.ts',
    find: 'if (request.headers.origin === undefined && !bringsToken(head)) return 401;',
    replace: '',
    noticedBy: { file: 'test/server/matrix/handshakes.test.ts', test: 'is answered as its page' },
  },
  {
    name: 'handshake: pages of anybody',
    file: 'server/socket/sockets.ts',
    find: 'if (foreign) return 403;',
    replace: "if (foreign && head.headers.has('cookie')) return 403;",
    noticedBy: { file: 'test/server/matrix/handshakes.test.ts', test: 'is answered as its page' },
  },
];
