// Control messages of the relay, read as strictly as everything else that comes from outside.

import type { FromRelay } from '../wire.ts';

/** @throws if the bytes are no control message of this version of the wire */
export function parseFromRelay(payload: Uint8Array): FromRelay {
  const message: unknown = JSON.parse(new TextDecoder().decode(payload));
  if (typeof message !== 'object' || message === null) throw new Error('a control message is no object');
  const fields = message as Record<string, unknown>;
  switch (fields.type) {
    case 'opened':
      return { type: 'opened', stream: count(fields.stream), epoch: count(fields.epoch) };
    case 'closed': {
      const reason = typeof fields.reason === 'string' ? fields.reason : '';
      return { type: 'closed', stream: count(fields.stream), code: count(fields.code), reason };
    }
    case 'pong':
      return { type: 'pong', id: count(fields.id), now: count(fields.now) };
    default:
      throw new Error('a control message of an unknown type');
  }
}

function count(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error('a control message without a number where one must be');
}
