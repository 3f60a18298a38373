// The language in which the demo's conversations are written down: who did what, how long ago.

import type { AssignTo } from '#lib/rules/command.ts';
import type { MemberId } from '#lib/rules/ids.ts';

/** How long before now, for example `2d 3h` or `45m`. */
type Ago = string;

export type Act =
  | { replies: string }
  | { notes: string; mentions?: MemberId }
  | { assigns: AssignTo }
  | { adds: MemberId[] }
  | { removes: MemberId }
  | { closes: true }
  /** How long from now. */
  | { snoozes: Ago }
  | { fills: Record<string, string> }
  | { drafts: string }
  | { reads: true };

/** `refused`: written offline that long ago, brought now, and too late: it goes to its writer's shelf. */
export type Deed = { ago: Ago; by: MemberId; refused?: { written: Ago } } & Act;

export type Line = { ago: Ago; says: string } | Deed;

export interface Scene {
  customer: string;
  lines: Line[];
  /** What stands in the contact note, a paragraph each. */
  contactNote?: { by: MemberId; ago: Ago; paragraphs: string[] };
}

const UNIT_MS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** @throws if it is not of the form above: the script is wrong */
export function msOf(ago: Ago): number {
  const parts = ago.split(' ').map((part) => /^(\d+)([dhms])$/.exec(part));
  return parts.reduce((sum, part) => {
    const unit = UNIT_MS[part?.[2] ?? ''];
    if (!part || unit === undefined) throw new Error(`not a length of time: ${ago}`);
    return sum + Number(part[1]) * unit;
  }, 0);
}
