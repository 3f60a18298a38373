// One stream of one client in one room: the y-websocket protocol, as far as a client may speak it.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { CLOSE } from '#lib/doc/wire.ts';
import { FRAME_MAX } from '#lib/rules/limits.ts';
import type { Peer, Principal, Stream } from './principal.ts';

// y-protocols/sync.js and y-websocket's message types.
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** What a session asks of the room it is in. */
export interface RoomSide {
  /** The client asks for what it lacks, by its state vector. */
  answer(session: Session, stateVector: Uint8Array): void;
  /** The client offers an update. */
  offer(session: Session, update: Uint8Array): void;
  /** The client says what it does beside others, in an awareness update. */
  heard(session: Session, update: Uint8Array): void;
  left(session: Session): void;
}

export class Session implements Stream {
  readonly who: Principal;
  /** Relay time from which on nothing more may be sent. */
  until = 0;
  /** It has been sent what it lacked; from then on it follows. */
  isAnswered = false;
  readonly #peer: Peer;
  readonly #room: RoomSide;
  #state: 'joining' | 'open' | 'over' = 'joining';
  #askedWith: Uint8Array | null = null;

  constructor(who: Principal, peer: Peer, room: RoomSide) {
    this.who = who;
    this.#peer = peer;
    this.#room = room;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  opened(epoch: number, until: number): void {
    this.#state = 'open';
    this.until = until;
    this.#peer.opened(epoch);
  }

  receive(payload: Uint8Array): void {
    if (this.#state === 'over') return;
    if (payload.length > FRAME_MAX) return this.close(CLOSE.tooLarge, 'frame');
    const message = read(payload);
    // Only what cannot be read is the client's fault; a defect of ours must not be answered as one of theirs.
    if (message) this.#hear(message);
    else this.close(CLOSE.malformed, 'frame');
  }

  send(payload: Uint8Array): void {
    if (this.#state === 'open') this.#peer.send(payload);
  }

  /** Asks the client for what the relay lacks; once for each state, because the answer would be the same. */
  ask(stateVector: Uint8Array): void {
    if (this.#askedWith && Buffer.compare(this.#askedWith, stateVector) === 0) return;
    this.#askedWith = stateVector;
    this.send(stepOne(stateVector));
  }

  close(code: number, reason: string): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#room.left(this);
    this.#peer.close(code, reason);
  }

  end(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#room.left(this);
  }

  #hear(message: Message): void {
    switch (message.kind) {
      case 'awareness':
        return this.#room.heard(this, message.content);
      case 'step-1':
        return this.#room.answer(this, message.content);
      case 'update':
        return this.#room.offer(this, message.content);
      // Whoever joins is told who is here, and whatever changes: there is nothing left to ask.
      case 'query-awareness':
        return;
      case 'unknown':
        return this.close(CLOSE.malformed, message.what);
    }
  }
}

type Message =
  | { kind: 'awareness' | 'step-1' | 'update'; content: Uint8Array }
  | { kind: 'query-awareness' }
  | { kind: 'unknown'; what: 'message-type' | 'sync-step' };

/** Null if the bytes end early or are no numbers: lib0 throws then. */
function read(payload: Uint8Array): Message | null {
  try {
    const decoder = decoding.createDecoder(payload);
    const type = decoding.readVarUint(decoder);
    if (type === AWARENESS) return { kind: 'awareness', content: decoding.readVarUint8Array(decoder) };
    if (type === QUERY_AWARENESS) return { kind: 'query-awareness' };
    if (type !== SYNC) return { kind: 'unknown', what: 'message-type' };
    const step = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (step === STEP_1) return { kind: 'step-1', content };
    return step === STEP_2 || step === UPDATE
      ? { kind: 'update', content }
      : { kind: 'unknown', what: 'sync-step' };
  } catch {
    return null;
  }
}

export function stepOne(stateVector: Uint8Array): Uint8Array {
  return message(STEP_1, stateVector);
}

export function stepTwo(update: Uint8Array): Uint8Array {
  return message(STEP_2, update);
}

export function updateMessage(update: Uint8Array): Uint8Array {
  return message(UPDATE, update);
}

/** An update without structs and deletes, as a provider sends when it has nothing to offer. */
export function isEmptyUpdate(update: Uint8Array): boolean {
  return update.length === 2 && update[0] === 0 && update[1] === 0;
}

function message(step: number, content: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, content);
  return encoding.toUint8Array(encoder);
}
