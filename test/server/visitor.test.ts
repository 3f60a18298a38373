import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Channels } from '../../server/channels/channel.ts';
import { identifyVisitor, visitorOf } from '../../server/channels/visitor.ts';
import { isId } from '#lib/rules/ids.ts';

const SECRET = 'q1w2e3r4t5y6u7i8o9p0aA-_';
const CHANNELS: Channels = {
  kindOf: (workspace, channel) => (workspace === 'toko' && channel === 'web' ? 'web-chat' : null),
  of: () => ['web'],
};

describe('A visitor', () => {
  it('is the hash of their secret in this chat', () => {
    const visitor = visitorOf('toko', 'web', SECRET) ?? '';
    const digest = createHash('sha256').update(`toko/web/${SECRET}`).digest();
    // The first 160 bits are 32 characters of base32 exactly, five bits each.
    const bits = [...digest.subarray(0, 20)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const letters = Array.from(visitor, (letter) => 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter));
    expect(letters.map((value) => value.toString(2).padStart(5, '0')).join('')).toBe(bits);
    expect(isId(visitor)).toBe(true);
  });

  it('is somebody else in another chat and another workspace', () => {
    const all = [
      visitorOf('toko', 'web', SECRET),
      visitorOf('toko', 'kasir', SECRET),
      visitorOf('warung', 'web', SECRET),
    ];
    expect(new Set(all).size).toBe(3);
  });

  it.each(['', 'short', 'a'.repeat(40), 'x'.repeat(87), `${SECRET}!`, `${SECRET} `, 'ab'.repeat(20)])(
    'needs a secret that nobody guesses, not %j',
    (secret) => {
      expect(visitorOf('toko', 'web', secret)).toBeNull();
    },
  );
});

describe('A visitor at the socket', () => {
  it('says who they are in a subprotocol', () => {
    expect(identifyVisitor(`visitor.toko.web.${SECRET}`, CHANNELS)).toEqual({
      kind: 'visitor',
      workspace: 'toko',
      channel: 'web',
      visitor: visitorOf('toko', 'web', SECRET),
    });
  });

  it.each([
    `visitor.toko.fax.${SECRET}`,
    `visitor.none.web.${SECRET}`,
    `visitor.toko.web`,
    `visitor.toko.web.${SECRET}.more`,
    `visitor.TOKO.web.${SECRET}`,
    `visitor.constructor.web.${SECRET}`,
    `member.toko.web.${SECRET}`,
    'estafet.1',
    '',
  ])('is nobody with %j', (subprotocol) => {
    expect(identifyVisitor(subprotocol, CHANNELS)).toBeNull();
  });
});
