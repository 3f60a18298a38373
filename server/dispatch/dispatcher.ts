// Sends replies to customers. A dispatch is written with the commit of its reply; here it is tried until it has arrived, is
// refused for good, or nobody can say. In each conversation one at a time, in order; in each channel a few at once, so that
// a receiver that is dead costs no other channel anything.

import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Outgoing, Told } from '../channels/channel.ts';
import type { Clock } from '../clock.ts';
import type { Desk } from '../decisions.ts';
import { UNDER_WAY, type Dispatch, type Log } from '../log/log.ts';
import type { Meter } from '../meter.ts';
import { clientIdFrom, type Chance } from '../random.ts';
import { outcomeOf, type Outcome, type Try } from './outcome.ts';
import { Lanes } from './lanes.ts';
import { beginTry, endTry } from './tries.ts';

/** Where a crash would matter. Tests end the process there. */
export type DispatchPoint = 'before-begin' | 'begun' | 'answered' | 'ended';

export interface DispatcherPorts {
  log: Pick<Log, 'workspaces' | 'pending'>;
  /** Does it in a turn of the workspace; resolves when it is durable. */
  perform: <T>(workspace: WorkspaceId, work: (desk: Desk) => T) => Promise<T>;
  relayTime: (workspace: WorkspaceId) => number;
  outgoing: Outgoing;
  /** What became of each try, for admins to look at. Before the log has it: what it says is checked when it is read. */
  tried: (workspace: WorkspaceId, dispatch: Dispatch, result: Tried) => void;
  clock: Clock;
  chance: Chance;
  meter: Pick<Meter, 'dispatched' | 'dispatches'>;
  problem: (what: string, error: unknown) => void;
  reached?: (point: DispatchPoint) => void;
}

export interface Tried {
  told: Told;
  at: number;
  tookMs: number;
  outcome: Outcome;
}

/** Until the disk is asked again. */
const DISK_PAUSE_MS = 5_000;
/** Read at start: more than this waits until a restart, after which there are fewer. */
const PENDING_MAX = 200_000;
const NOBODY: Told = { answer: { kind: 'refused', reason: 'channel-off' }, status: null, said: '' };

export class Dispatcher {
  readonly #ports: DispatcherPorts;
  readonly #lanes = new Map<string, Lanes>();
  /** Everything that is on its way, so that what is written about it is not taken for news. */
  readonly #known = new Set<string>();
  #tries = 0;
  #stopped: { resolve: () => void } | null = null;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
  }

  /** Takes up what a relay before this one left. */
  start(): void {
    for (const workspace of this.#ports.log.workspaces()) {
      this.add(workspace, this.#ports.log.pending(workspace, PENDING_MAX));
    }
  }

  /** Dispatches that a commit has made durable. */
  add(workspace: WorkspaceId, dispatches: readonly Dispatch[]): void {
    for (const dispatch of dispatches) {
      if (dispatch.state !== 'pending' || this.#known.has(keyOf(workspace, dispatch.id))) continue;
      this.#known.add(keyOf(workspace, dispatch.id));
      this.#ports.meter.dispatches(1);
      this.#lanesOf(workspace, dispatch.channel).add(dispatch);
    }
  }

  /** Begins nothing any more; resolves when what was on its way has been answered and noted. */
  stop(): Promise<void> {
    for (const lanes of this.#lanes.values()) lanes.stop();
    return new Promise((resolve) => {
      this.#stopped = { resolve };
      if (this.#tries === 0) resolve();
    });
  }

  #lanesOf(workspace: WorkspaceId, channel: ChannelId): Lanes {
    const key = keyOf(workspace, channel);
    const lanes =
      this.#lanes.get(key) ??
      new Lanes(
        this.#ports.clock,
        () => this.#ports.relayTime(workspace),
        (dispatch) => void this.#run(workspace, dispatch),
      );
    this.#lanes.set(key, lanes);
    return lanes;
  }

  async #run(workspace: WorkspaceId, dispatch: Dispatch): Promise<void> {
    this.#tries += 1;
    const after = await this.#try(workspace, dispatch).catch((error: unknown) => {
      this.#ports.problem('dispatch', error);
      return { ...dispatch, nextAt: this.#ports.relayTime(workspace) + DISK_PAUSE_MS };
    });
    this.#tries -= 1;
    const again = after?.state === 'pending' ? after : null;
    if (!again) this.#ports.meter.dispatches(-1);
    this.#lanesOf(workspace, dispatch.channel).ran(dispatch, again);
    if (this.#tries === 0) this.#stopped?.resolve();
  }

  /** The dispatch as it is afterwards; null if there was nothing to send. */
  async #try(workspace: WorkspaceId, dispatch: Dispatch): Promise<Dispatch | null> {
    const { perform, clock, outgoing } = this.#ports;
    const channel = outgoing(workspace, dispatch.channel);
    if (dispatch.nextAt === UNDER_WAY && channel?.deduplicates !== true) {
      const told: Told = { answer: { kind: 'no-answer', reason: 'no-answer' }, status: null, said: '' };
      const lost = { told, at: clock.now(), deduplicates: false, resumed: true };
      return await this.#end(workspace, dispatch, lost);
    }
    this.#reached('before-begin');
    const begun = await perform(workspace, (desk) => {
      const made = beginTry(desk, dispatch);
      if (!made) this.#write(desk, dispatch, { state: 'failed', nextAt: desk.now(), delivery: null });
      return made;
    });
    if (begun === null) return null;
    this.#reached('begun');
    const at = clock.now();
    const told = channel
      ? await channel.send(begun.reply).catch((error: unknown) => this.#broken(error))
      : NOBODY;
    this.#reached('answered');
    return await this.#end(workspace, begun.dispatch, {
      told,
      at,
      deduplicates: channel?.deduplicates ?? true,
      resumed: dispatch.nextAt === UNDER_WAY,
    });
  }

  /** What was answered is never forgotten while the process lives: a failing disk is asked until it takes it. */
  async #end(
    workspace: WorkspaceId,
    dispatch: Dispatch,
    ended: { told: Told; at: number } & Pick<Try, 'deduplicates' | 'resumed'>,
  ): Promise<Dispatch> {
    const { clock, chance, meter, perform, problem, tried } = this.#ports;
    const { told, at, deduplicates, resumed } = ended;
    const random = clientIdFrom(chance) / 2 ** 32;
    const { attempts } = dispatch;
    const now = this.#ports.relayTime(workspace);
    const outcome = outcomeOf(told.answer, { attempts, resumed, deduplicates, now, random });
    const result = { told, at, tookMs: clock.now() - at, outcome };
    for (let noted = false; ;) {
      try {
        if (!noted) tried(workspace, dispatch, result);
        noted = true;
        const written = await perform(workspace, (desk) => this.#write(desk, dispatch, outcome));
        meter.dispatched(outcome.state === 'pending' ? 'retried' : outcome.state);
        this.#reached('ended');
        return written;
      } catch (error) {
        problem('dispatch', error);
        await new Promise<void>((resolve) => void clock.after(DISK_PAUSE_MS, resolve));
      }
    }
  }

  /** What is done with is forgotten in its turn: somebody may ask for it again in the same. */
  #write(desk: Desk, dispatch: Dispatch, outcome: Outcome): Dispatch {
    if (outcome.state !== 'pending') this.#known.delete(keyOf(desk.workspace, dispatch.id));
    return endTry(desk, dispatch, outcome);
  }

  /** An adapter that throws is a defect: whether anything left, nobody knows. */
  #broken(error: unknown): Told {
    this.#ports.problem('channel', error);
    return { answer: { kind: 'no-answer', reason: 'broken' }, status: null, said: '' };
  }

  #reached(point: DispatchPoint): void {
    this.#ports.reached?.(point);
  }
}

function keyOf(workspace: WorkspaceId, id: string): string {
  return `${workspace}/${id}`;
}
