// The other end of streams without any relay: documents that sync, and answers that a test chooses.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { messageYjsSyncStep1, readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { CLOSE } from '#lib/doc/wire.ts';
import type { Peer, Stream } from '../../server/principal.ts';
import type { RelayEnd } from './testSocket.ts';

const SYNC = 0;

export class PlainPeer implements RelayEnd {
  epoch = 1;
  /** Documents that are answered with a code instead. */
  readonly refusals = new Map<string, { code: number; reason: string }>();
  /** How often each was opened. */
  readonly opens = new Map<string, number>();
  /** Documents to which somebody sent something else than questions. */
  readonly written = new Set<string>();
  readonly #documents = new Map<string, Y.Doc>();
  readonly #peers = new Map<string, Set<Peer>>();

  document(name: string): Y.Doc {
    const known = this.#documents.get(name);
    if (known) return known;
    const doc = new Y.Doc();
    doc.on('update', (update: Uint8Array) => this.#send(name, (encoder) => writeUpdate(encoder, update)));
    this.#documents.set(name, doc);
    return doc;
  }

  /** A new history of a document. */
  forget(name: string): void {
    this.#documents.delete(name);
  }

  /** How many have it open. */
  readers(name: string): number {
    return this.#peers.get(name)?.size ?? 0;
  }

  close(name: string, code: number, reason: string): void {
    const peers = [...(this.#peers.get(name) ?? [])];
    this.#peers.delete(name);
    for (const peer of peers) peer.close(code, reason);
  }

  /** Bytes to everybody who has it open, whatever they are. */
  raw(name: string, payload: Uint8Array): void {
    for (const peer of this.#peers.get(name) ?? []) peer.send(payload);
  }

  connect(_who: unknown, document: string, epoch: number | null, peer: Peer): Stream {
    this.opens.set(document, (this.opens.get(document) ?? 0) + 1);
    const refusal = this.refusals.get(document);
    const stale = epoch !== null && epoch !== this.epoch;
    if (refusal) peer.close(refusal.code, refusal.reason);
    else if (stale) peer.close(CLOSE.epochChanged, String(this.epoch));
    else this.#join(document, peer);
    return {
      receive: (payload) => this.#receive(document, peer, payload),
      end: () => void this.#peers.get(document)?.delete(peer),
    };
  }

  #join(document: string, peer: Peer): void {
    const peers = this.#peers.get(document) ?? new Set();
    this.#peers.set(document, peers.add(peer));
    peer.opened(this.epoch);
    peer.send(message((encoder) => writeSyncStep1(encoder, this.document(document))));
  }

  #receive(document: string, peer: Peer, payload: Uint8Array): void {
    const decoder = decoding.createDecoder(payload);
    if (decoding.readVarUint(decoder) !== SYNC) return;
    const answer = encoding.createEncoder();
    encoding.writeVarUint(answer, SYNC);
    const kind = readSyncMessage(decoder, answer, this.document(document), peer);
    if (kind !== messageYjsSyncStep1) this.written.add(document);
    if (encoding.length(answer) > 1) peer.send(encoding.toUint8Array(answer));
  }

  #send(name: string, write: (encoder: encoding.Encoder) => void): void {
    const payload = message(write);
    for (const peer of this.#peers.get(name) ?? []) peer.send(payload);
  }
}

function message(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  write(encoder);
  return encoding.toUint8Array(encoder);
}
