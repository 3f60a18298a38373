// What happens in the office of the matrix: access is given, holds, ends. Everything that is said carries a canary, so that
// whoever is sent a byte of it can be told.

import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import { visitorOf } from '../../../server/channels/visitor.ts';
import { CHANNEL, WORKSPACE, type BareCommand, type TestRelay } from '../../support/startRelay.ts';
import { COLLEAGUES, TEAMS, WORKSPACE_OF_STRANGER, type Phase, type Reading } from './who.ts';

/** In every text, so that one search finds all that may be found. */
export const WORD = 'kenari';

export interface Canary {
  text: string;
  reads: Reading;
  /** When it was said; before that nobody can have it. */
  born: Phase;
}

/** What visitors hold: the relay knows only hashes. */
export const SECRETS = {
  visitor: 'Zq3vT9xK1mWb7RfYc5Lh2Pd8Ns4Gj6',
  otherVisitor: 'b7RfYc5Lh2Pd8Ns4Gj6Zq3vT9xK1mW',
};

export class Scene {
  readonly canaries: Canary[] = [];
  readonly visitor = nameOf(SECRETS.visitor);
  readonly otherVisitor = nameOf(SECRETS.otherVisitor);
  owned = '';
  free = '';
  /** A conversation of the other workspace. */
  strange = '';
  readonly relay: TestRelay;
  #phase: Phase = 'before';

  constructor(relay: TestRelay) {
    this.relay = relay;
  }

  /** Who is in the team sales. */
  get salesNow(): string[] {
    return this.relay.relay.directory(WORKSPACE)?.teams['sales']?.members ?? [];
  }

  /** A text that nobody else says, and who may read it. */
  mark(reads: Reading): string {
    const text = `${WORD} ~${reads}.${this.canaries.length}~`;
    this.canaries.push({ text: text.slice(WORD.length + 1), reads, born: this.#phase });
    return text;
  }

  /** Both workspaces with their people; the conversations wait in the team `gate`. */
  async found(): Promise<this> {
    await this.#found(WORKSPACE, 'Toko Kopi');
    for (const [index, member] of COLLEAGUES.entries()) {
      const role = member === 'admin' ? 'admin' : 'agent';
      await this.#submit(WORKSPACE, {
        kind: 'join-member',
        member,
        name: capital(member),
        role,
        colour: index * 30,
      });
    }
    for (const [team, members] of Object.entries(TEAMS)) {
      await this.act('admin', { kind: 'create-team', team, name: team, members: [...members] });
    }
    await this.act('admin', { kind: 'set-intake', intake: { kind: 'team-inbox', team: 'gate' } });
    await this.#foundOther();
    this.owned = this.relay.customerWrites(this.visitor, this.mark('said'), this.mark('said'));
    this.free = this.relay.customerWrites(this.otherVisitor, this.mark('saidOfFree'), 'Siti');
    await this.#personal();
    await this.say();
    return this;
  }

  /** Access changes as this phase wants it, and only that. */
  async enter(phase: Phase): Promise<void> {
    this.#phase = phase;
    switch (phase) {
      case 'before':
        return;
      case 'during':
        return this.#give();
      case 'lastMs':
        return this.relay.clock.advance(MENTION_MS - 1);
      case 'lapsed':
        return this.relay.clock.advance(1);
      case 'after':
        return this.#take();
    }
  }

  /** New words in every place, for whoever may read them now. */
  async say(): Promise<void> {
    const { owned, free } = this;
    await this.act('admin', {
      kind: 'note',
      conversation: owned,
      text: this.mark('owned'),
      attachments: [],
      mention: null,
    });
    await this.act('admin', {
      kind: 'note',
      conversation: free,
      text: this.mark('free'),
      attachments: [],
      mention: null,
    });
    // Not the name of the workspace, nor of anybody who answers: customers see those.
    await this.act('admin', { kind: 'rename-member', member: 'none', name: this.mark('workspace') });
    this.relay.customerWrites(this.visitor, this.mark('said'));
    const text = this.mark('strangersOwn');
    await this.#strangerActs({
      kind: 'note',
      conversation: this.strange,
      text,
      attachments: [],
      mention: null,
    });
  }

  act(member: string, command: BareCommand): ReturnType<TestRelay['act']> {
    return this.relay.act(member, command);
  }

  /** From here on everybody has what they are named after. The last step is the mention: its 24 hours begin now. */
  async #give(): Promise<void> {
    const { owned, free } = this;
    const owner = { kind: 'team-member', team: 'sales', member: 'owner' } as const;
    await this.act('admin', { kind: 'assign', conversation: owned, to: owner });
    await this.act('admin', { kind: 'add-collaborators', conversation: owned, members: ['collaborator'] });
    await this.act('admin', { kind: 'assign', conversation: free, to: { kind: 'team', team: 'care' } });
    await this.act('owner', { kind: 'reply', conversation: owned, text: this.mark('said'), attachments: [] });
    const draft = {
      kind: 'save-draft',
      conversation: owned,
      tab: 'reply',
      text: this.mark('ownersOwn'),
    } as const;
    await this.act('owner', draft);
    const text = this.mark('owned');
    await this.act('owner', { kind: 'note', conversation: owned, text, attachments: [], mention: 'guest' });
  }

  /** Everything is taken away again, each in its own way. */
  async #take(): Promise<void> {
    const { owned, free } = this;
    const first = { kind: 'member', member: 'first' } as const;
    const sales = TEAMS.sales.filter((member) => member !== 'moved');
    await this.act('admin', { kind: 'remove-collaborator', conversation: owned, member: 'collaborator' });
    await this.act('admin', {
      kind: 'set-team-members',
      team: 'sales',
      members: [...sales],
      before: [...TEAMS.sales],
    });
    await this.act('admin', { kind: 'deactivate-member', member: 'former' });
    await this.act('admin', { kind: 'assign', conversation: owned, to: first });
    await this.act('admin', { kind: 'assign', conversation: free, to: first });
  }

  /** What stands in somebody's own inbox and nowhere else: a command that was refused, with its text. */
  async #personal(): Promise<void> {
    for (const [member, own] of [
      ['guest', 'guestsOwn'],
      ['former', 'formersOwn'],
    ] as const) {
      const text = this.mark(own);
      await this.act(member, {
        kind: 'note',
        conversation: this.owned,
        text,
        attachments: [],
        mention: null,
      });
    }
  }

  async #foundOther(): Promise<void> {
    await this.#found(WORKSPACE_OF_STRANGER, this.mark('strangersOwn'));
    const joining = {
      kind: 'join-member',
      member: 'stranger',
      name: 'Stranger',
      role: 'admin',
      colour: 0,
    } as const;
    await this.#submit(WORKSPACE_OF_STRANGER, joining);
    this.strange = this.relay.newId();
    const contact = { id: 'somebody', name: this.mark('strangersOwn'), fields: {} };
    const text = this.mark('strangersOwn');
    const { strange: conversation } = this;
    await this.#strangerActs({ kind: 'start-conversation', conversation, contact, channel: CHANNEL, text });
  }

  async #found(workspace: string, name: string): Promise<void> {
    await this.#settled(this.relay.relay.createWorkspace(workspace, name));
  }

  async #submit(workspace: string, input: RelayInput): Promise<void> {
    await this.#settled(this.relay.relay.submit(workspace, input));
  }

  async #strangerActs(command: BareCommand): Promise<void> {
    const { relay } = this;
    await this.#settled(relay.relay.act(WORKSPACE_OF_STRANGER, 'stranger', relay.whole(command)));
  }

  async #settled<T>(promise: Promise<T>): Promise<T> {
    this.relay.clock.settle();
    const result = await promise;
    this.relay.clock.settle();
    return result;
  }
}

function nameOf(secret: string): string {
  const visitor = visitorOf(WORKSPACE, CHANNEL, secret);
  if (visitor === null) throw new Error('not a secret that a browser would make');
  return visitor;
}

function capital(member: string): string {
  return `${member.charAt(0).toUpperCase()}${member.slice(1)}`;
}
