import type { Connection } from '#lib/doc/client/views.ts';

/** True once it is certain that the relay is not there; the moments of connecting are nobody's business. */
export function isCutOff({ state }: Connection): boolean {
  return state !== 'live' && state !== 'connecting';
}
