// How long to wait before trying again: exponential with full jitter, so that after a restart of the relay its browsers do
// not all come back at the same instant. (AWS Architecture Blog, "Exponential Backoff And Jitter".)

const FIRST_MS = 200;
const MAX_MS = 8_000;

/** @param failures how many tries have failed in a row, from 1 */
export function backoffMs(failures: number, chance: () => number): number {
  const ceiling = Math.min(MAX_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.round(chance() * ceiling);
}
