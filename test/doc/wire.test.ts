// Frames: what is written is read back, and what is no frame is refused.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFromRelay } from '#lib/doc/client/parseFromRelay.ts';
import {
  CLOSE,
  CONTROL_STREAM,
  decodeFrames,
  encodeControl,
  encodeFrames,
  FRAMES_MAX,
  isFinal,
  type FromRelay,
} from '#lib/doc/wire.ts';

const frame = fc.record({ stream: fc.nat({ max: 2 ** 31 - 1 }), payload: fc.uint8Array({ maxLength: 64 }) });

describe('frames', () => {
  it('are read as they were written, any number in one message', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        expect(decodeFrames(encodeFrames(frames))).toEqual(frames);
      }),
      { numRuns: 500 },
    );
  });

  it('cut anywhere inside, are refused or fewer, and never something else', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), fc.nat(), (frames, at) => {
        const bytes = encodeFrames(frames);
        const cut = bytes.slice(0, at % bytes.length);
        let read: ReturnType<typeof decodeFrames>;
        try {
          read = decodeFrames(cut);
        } catch {
          return;
        }
        expect(frames.slice(0, read.length)).toEqual(read);
      }),
      { numRuns: 500 },
    );
  });

  it('are bounded in number', () => {
    const one = { stream: 1, payload: new Uint8Array() };
    expect(decodeFrames(encodeFrames(Array.from({ length: FRAMES_MAX }, () => one)))).toHaveLength(
      FRAMES_MAX,
    );
    expect(() => decodeFrames(encodeFrames(Array.from({ length: FRAMES_MAX + 1 }, () => one)))).toThrow();
  });
});

describe('control messages', () => {
  it.each<FromRelay>([
    { type: 'opened', stream: 1, epoch: 3 },
    { type: 'closed', stream: 1, code: CLOSE.noAccess, reason: 'mention-lapsed' },
    { type: 'pong', id: 4, now: 1_795_338_000_000 },
  ])('of the relay are read: $type', (message) => {
    const { stream, payload } = encodeControl(message);
    expect(stream).toBe(CONTROL_STREAM);
    expect(parseFromRelay(payload)).toEqual(message);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"type":"opened","stream":-1,"epoch":1}',
    '{"type":"pong","id":1,"now":"x"}',
    '{"type":"__proto__"}',
  ])('that are none are refused: %s', (text) => {
    expect(() => parseFromRelay(new TextEncoder().encode(text))).toThrow();
  });

  it('say with their code whether asking again makes sense', () => {
    expect(Object.values(CLOSE).filter(isFinal)).toEqual([4400, 4403, 4404, 4413]);
  });
});
