// The wire: many streams over one socket. Each stream speaks the y-websocket protocol, unchanged, for one document;
// stream 0 is for control. A test fails when anything here changes without a new version.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** Spoken by this code. History: 1 (2026-11-22) first. */
export const WIRE_VERSION = 1;
/** The WebSocket subprotocol of the form with many streams. */
export const SUBPROTOCOL = `estafet.${WIRE_VERSION}`;
/** A visitor of a web chat says who they are in a second subprotocol, so that no secret stands in an address. */
export const VISITOR_SUBPROTOCOL = 'visitor.';

/** Why a stream (or, in the plain form, the socket) was closed. A client tries again after 4401 (once signed in), 4409, 4429 and 4503. */
export const CLOSE = {
  /** The frame, name or update was not of the protocol. */
  malformed: 4400,
  /** No valid session or token. */
  notSignedIn: 4401,
  /** No access, or access ended: the reason says which (`mention-lapsed`, `removed`, `read-only`, …). */
  noAccess: 4403,
  /** Like 4403, to whoever may not know that the document exists. */
  notFound: 4404,
  /** The epoch changed: drop copies of decided documents and sync again. The reason is the new epoch. */
  epochChanged: 4409,
  /** Larger than the limits allow. */
  tooLarge: 4413,
  /** More than the limits allow in this time. */
  tooFast: 4429,
  /** The relay cannot confirm anything now (disk full, stopping). */
  unavailable: 4503,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

const FINAL: ReadonlySet<number> = new Set([CLOSE.malformed, CLOSE.noAccess, CLOSE.notFound, CLOSE.tooLarge]);

/** True if asking again would get the same answer. */
export function isFinal(code: number): boolean {
  return FINAL.has(code);
}

/** The stream that carries control messages, each a JSON object in UTF-8. */
export const CONTROL_STREAM = 0;

export type FromClient =
  /** `epoch`: of the copy that the client has of the decided documents of this workspace; null without one. */
  | { type: 'open'; stream: number; document: string; epoch: number | null }
  | { type: 'close'; stream: number }
  | { type: 'ping'; id: number };

export type FromRelay =
  | { type: 'opened'; stream: number; epoch: number }
  | { type: 'closed'; stream: number; code: number; reason: string }
  /** `now`: relay time, epoch milliseconds. Also sent unasked (`id` 0) when a socket opens. */
  | { type: 'pong'; id: number; now: number };

export interface Frame {
  stream: number;
  payload: Uint8Array;
}

/** Frames in one message. Two bytes each would be half a million in a message of the largest size. */
export const FRAMES_MAX = 4_096;

/** One WebSocket message carries one or more frames: all that one commit changed for this socket arrives at once. */
export function encodeFrames(frames: Frame[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const { stream, payload } of frames) {
    encoding.writeVarUint(encoder, stream);
    encoding.writeVarUint8Array(encoder, payload);
  }
  return encoding.toUint8Array(encoder);
}

/** @throws if the bytes are not frames, or more than FRAMES_MAX */
export function decodeFrames(message: Uint8Array): Frame[] {
  const decoder = decoding.createDecoder(message);
  const frames: Frame[] = [];
  while (decoding.hasContent(decoder)) {
    if (frames.length === FRAMES_MAX) throw new Error('more frames than a message may have');
    frames.push({ stream: decoding.readVarUint(decoder), payload: decoding.readVarUint8Array(decoder) });
  }
  return frames;
}

export function encodeControl(message: FromClient | FromRelay): Frame {
  return { stream: CONTROL_STREAM, payload: new TextEncoder().encode(JSON.stringify(message)) };
}
