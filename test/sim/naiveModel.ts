// The office as somebody would keep it on paper: who works here, who has what, who was asked in until when. Written from the
// rules' words (design: mission and rules) and not from their code, so that the two can be held against each other.

import { isConversationEvent, isPersonalEvent, type Event } from '#lib/rules/event.ts';
import type { StoredRecord } from '../../server/log/log.ts';

const DAY_MS = 86_400_000;

interface Person {
  active: boolean;
  admin: boolean;
  available: boolean;
}

interface Team {
  members: string[];
  archived: boolean;
  /** Whose turn it was, while the same people could have had it. */
  turns: { among: string; taken: string[] };
}

export interface Paper {
  owner: string | null;
  team: string | null;
  helpers: Set<string>;
  /** Until when whoever was mentioned may look in. */
  asked: Map<string, number>;
  status: string;
  replies: number;
  erased: boolean;
}

export class NaiveModel {
  readonly people = new Map<string, Person>();
  readonly teams = new Map<string, Team>();
  readonly papers = new Map<string, Paper>();
  /** A turn that was not somebody's to take (I18). */
  readonly unfair: string[] = [];

  /** An old backup was put in place: these records are all there are. */
  begin(records: readonly StoredRecord[]): void {
    this.people.clear();
    this.teams.clear();
    this.papers.clear();
    for (const record of records) this.apply(record);
    this.unfair.length = 0;
  }

  apply(record: StoredRecord): void {
    for (const event of record.events) this.#apply(event, record.at);
  }

  maySee(member: string, conversation: string, now: number): boolean {
    const paper = this.papers.get(conversation);
    const person = this.people.get(member);
    if (!paper || paper.erased || person?.active !== true) return false;
    if (person.admin || paper.owner === member || paper.helpers.has(member)) return true;
    if (now < (paper.asked.get(member) ?? 0)) return true;
    if (paper.owner === null) return paper.team === null || this.isIn(member, paper.team);
    return this.#teamsThatSee(paper, paper.owner).some((team) => this.isIn(member, team));
  }

  isIn(member: string, team: string): boolean {
    const found = this.teams.get(team);
    return found !== undefined && !found.archived && found.members.includes(member) && this.#works(member);
  }

  get admins(): string[] {
    return [...this.people].filter(([, { active, admin }]) => active && admin).map(([id]) => id);
  }

  /** An owned conversation shows in its team if the owner belongs there, and outside of a team in all teams of its owner. */
  #teamsThatSee({ team }: Paper, owner: string): string[] {
    const candidates = team === null ? [...this.teams.keys()] : [team];
    return candidates.filter((id) => this.isIn(owner, id));
  }

  #works(member: string): boolean {
    return this.people.get(member)?.active === true;
  }

  #apply(event: Event, at: number): void {
    this.#applyToOffice(event);
    if (!isConversationEvent(event) && !isPersonalEvent(event)) this.#countAnew();
    if (event.kind === 'conversation-started') this.papers.set(event.conversation, blank());
    const paper = 'conversation' in event ? this.papers.get(event.conversation) : undefined;
    if (paper) this.#applyToPaper(paper, event, at);
  }

  #applyToOffice(event: Event): void {
    switch (event.kind) {
      case 'member-joined':
        this.people.set(event.member, { active: true, admin: event.role === 'admin', available: true });
        break;
      case 'member-deactivated':
        this.#person(event.member).active = false;
        break;
      case 'role-set':
        this.#person(event.member).admin = event.role === 'admin';
        break;
      case 'availability-changed':
        this.#person(event.member).available = event.availability === 'available';
        break;
      case 'team-created':
        this.teams.set(event.team, {
          members: event.members,
          archived: false,
          turns: { among: '', taken: [] },
        });
        break;
      case 'team-members-set':
        this.#team(event.team).members = event.members;
        break;
      case 'team-archived':
        this.#team(event.team).archived = true;
        break;
      default:
    }
  }

  #applyToPaper(paper: Paper, event: Event, at: number): void {
    switch (event.kind) {
      case 'owner-assigned':
        paper.owner = event.owner;
        paper.team = event.team;
        paper.helpers.delete(event.owner);
        if (event.via === 'queue' && event.team !== null) this.#turn(event.team, event.owner);
        break;
      case 'owner-cleared':
        paper.owner = null;
        break;
      case 'team-assigned':
        paper.team = event.team;
        break;
      case 'collaborators-added':
        for (const member of event.members) paper.helpers.add(member);
        break;
      case 'collaborator-removed':
        paper.helpers.delete(event.member);
        break;
      case 'mention-granted':
        paper.asked.set(event.member, at + DAY_MS);
        break;
      case 'mention-ended':
        paper.asked.set(event.member, Math.min(at, paper.asked.get(event.member) ?? at));
        break;
      case 'status-changed':
        paper.status = event.status.kind;
        break;
      case 'snooze-ended':
        paper.status = 'open';
        break;
      case 'reply-sent':
        paper.replies += 1;
        break;
      case 'conversation-erased':
        paper.erased = true;
        break;
      default:
    }
  }

  /** Among the same people nobody has a second turn before everybody else had one. */
  #turn(id: string, taker: string): void {
    const { turns } = this.#team(id);
    const able = this.#ableIn(id);
    if (!able.includes(taker)) this.unfair.push(`${taker} was not available in ${id} (${turns.among})`);
    const sinceLast = able.length > 1 ? turns.taken.slice(1 - able.length) : [];
    if (sinceLast.includes(taker))
      this.unfair.push(`${taker} again in ${id}, after ${turns.taken.join()} (${turns.among})`);
    turns.taken.push(taker);
  }

  #ableIn(team: string): string[] {
    const { members } = this.#team(team);
    return members.filter((member) => this.#works(member) && this.#person(member).available);
  }

  /** Where others can take turns than before, they are counted from the start. */
  #countAnew(): void {
    for (const [id, { turns }] of this.teams) {
      const among = this.#ableIn(id).join();
      if (turns.among !== among) Object.assign(turns, { among, taken: [] });
    }
  }

  #person(id: string): Person {
    const found = this.people.get(id);
    if (!found) throw new Error(`${id} never joined`);
    return found;
  }

  #team(id: string): Team {
    const found = this.teams.get(id);
    if (!found) throw new Error(`${id} was never made`);
    return found;
  }
}

function blank(): Paper {
  return {
    owner: null,
    team: null,
    helpers: new Set(),
    asked: new Map(),
    status: 'open',
    replies: 0,
    erased: false,
  };
}
