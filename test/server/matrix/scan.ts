// Looks for canaries in bytes that were sent to somebody.

import type { Canary } from './scene.ts';
import { PHASES, reads, type Phase, type Who } from './who.ts';

interface Sent {
  who: Who;
  phase: Phase;
  /** Nothing was changing any more: what was still right a moment ago is no excuse. */
  settled: boolean;
  bytes: Uint8Array;
}

/** What was sent to whoever may not read it, in words. */
export function leaksIn({ who, phase, settled, bytes }: Sent, canaries: readonly Canary[]): string[] {
  return foundIn(bytes, canaries)
    .filter(({ reads: what }) => !reads(who, what, phase) && (settled || !reads(who, what, before(phase))))
    .map(({ text }) => `${who} was sent ${text} ${settled ? phase : `on the way to ${phase}`}`);
}

export function foundIn(bytes: Uint8Array, canaries: readonly Canary[]): Canary[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const marks = new Set(text.match(/~[a-zA-Z]+\.\d+~/g));
  return canaries.filter((canary) => marks.has(canary.text));
}

function before(phase: Phase): Phase {
  return PHASES[Math.max(0, PHASES.indexOf(phase) - 1)] ?? phase;
}
