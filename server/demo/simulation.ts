// Simulated customers, in the demo only: every few seconds one of them writes, by the door that every customer takes.

import { doorstepName } from '#lib/doc/names.ts';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { newSecret } from '../accounts/secret.ts';
import { visitorOf } from '../channels/visitor.ts';
import type { Clock } from '../clock.ts';
import type { Principal } from '../principal.ts';
import { clientIdFrom, createIds, type Chance } from '../random.ts';
import type { Relay } from '../relay.ts';
import { SIMULATED_CUSTOMERS, type SimulatedCustomer } from './customers.ts';
import { DEMO_CHANNEL, DEMO_WORKSPACE } from './people.ts';
import { SeedClient } from './seedClient.ts';

/** It ends by itself: a demo that was forgotten does not fill up. */
export const SIMULATION_MS = 300_000;
export const PAUSE_MIN_MS = 3_000;
export const PAUSE_MAX_MS = 9_000;
/** Longer than any commit takes; a stream that is closed before has only the message of a simulated customer to lose. */
const CLOSE_AFTER_MS = 2_000;
/** An admin, who sees every conversation. */
const READER: Principal = { kind: 'member', workspace: DEMO_WORKSPACE, member: 'mira' };
const CARDS_MAX = 200;

export interface SimulationPorts {
  relay: Pick<Relay, 'connect' | 'page'>;
  clock: Clock;
  chance: Chance;
  /** Whether any member is connected: nobody is written to who is not there. */
  watched: () => boolean;
  problem: (what: string, error: unknown) => void;
}

export class Simulation {
  readonly #ports: SimulationPorts;
  readonly #newIdAt: (now: number) => string;
  /** How many of their lines each has said. */
  readonly #said = new Map<string, number>();
  #until: number | null = null;
  #cancel = (): void => undefined;

  constructor(ports: SimulationPorts) {
    this.#ports = ports;
    this.#newIdAt = createIds(ports.chance);
  }

  /** When it ends by itself, epoch milliseconds; null while nobody is simulated. */
  get until(): number | null {
    return this.#until;
  }

  /** Begins, or goes on for the whole time again. */
  start(): void {
    const running = this.#until !== null;
    this.#until = this.#ports.clock.now() + SIMULATION_MS;
    if (!running) this.#wait();
  }

  stop(): void {
    this.#cancel();
    this.#until = null;
  }

  #wait(): void {
    const pause = PAUSE_MIN_MS + this.#dice(PAUSE_MAX_MS - PAUSE_MIN_MS);
    this.#cancel = this.#ports.clock.after(pause, () => this.#next());
  }

  #next(): void {
    const { clock, watched, problem } = this.#ports;
    if (clock.now() >= (this.#until ?? 0) || !watched()) return this.stop();
    try {
      this.#somebodyWrites();
    } catch (error) {
      problem('simulated customers', error);
      return this.stop();
    }
    this.#wait();
  }

  #somebodyWrites(): void {
    const cards = this.#ports.relay.page(READER, 'all', null, CARDS_MAX)?.cards ?? [];
    const cardOf = (name: string): Card | undefined =>
      cards.find(({ channel, contact }) => channel === DEMO_CHANNEL && contact.name === name);
    let left = SIMULATED_CUSTOMERS.filter((one) => this.#lineOf(one) !== undefined);
    if (left.length === 0) {
      this.#said.clear();
      left = SIMULATED_CUSTOMERS;
    }
    // Whoever was just answered is likelier to write than somebody else.
    const answered = left.filter(({ name }) => {
      const card = cardOf(name);
      return this.#said.has(name) && card?.waitingSince === null;
    });
    const among = answered.length > 0 && this.#dice(3) > 0 ? answered : left;
    const customer = among[this.#dice(among.length)];
    const text = customer && this.#lineOf(customer);
    if (!customer || text === undefined) return;
    this.#said.set(customer.name, (this.#said.get(customer.name) ?? 0) + 1);
    this.#say(cardOf(customer.name)?.contact.id ?? this.#newVisitor(), customer.name, text);
  }

  #say(visitor: string, name: string, text: string): void {
    const { relay, clock } = this.#ports;
    const now = clock.now();
    const said = { id: this.#newIdAt(now), kind: 'say', name, text, attachments: [], written: now };
    const who: Principal = { kind: 'visitor', workspace: DEMO_WORKSPACE, channel: DEMO_CHANNEL, visitor };
    const client = new SeedClient(relay, who, doorstepName(DEMO_WORKSPACE, visitor, said.id), {
      opened: () => client.write((doc) => appendCommand(doc, said)),
      closed: () => undefined,
    });
    clock.after(CLOSE_AFTER_MS, () => client.end());
  }

  #lineOf({ name, lines }: SimulatedCustomer): string | undefined {
    return lines[this.#said.get(name) ?? 0];
  }

  #newVisitor(): string {
    const visitor = visitorOf(DEMO_WORKSPACE, DEMO_CHANNEL, newSecret(this.#ports.chance));
    if (visitor === null) throw new Error('a secret that is none');
    return visitor;
  }

  /** A whole number below `sides`. */
  #dice(sides: number): number {
    return clientIdFrom(this.#ports.chance) % sides;
  }
}
