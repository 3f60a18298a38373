import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileKind, isPicture, UNKNOWN_TYPE } from '#lib/rules/fileKind.ts';
import { FILE_NAME_MAX, safeFileName } from '#lib/rules/fileName.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
  );

const PNG = bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0, 0, 13], 'IHDR', [0, 0, 2, 0, 0, 0, 1, 4]);
const JPEG = bytes(
  [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2],
  [0xff, 0xff, 0xc4, 0, 3, 0, 0xff, 0xc2, 0, 17, 8, 1, 4, 2, 0, 3, 0, 0],
);
const GIF = bytes('GIF89a', [0, 2, 4, 1]);
const AVIF = bytes([0, 0, 0, 28], 'ftypavif', [0, 0, 0, 0], 'ispe', [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 4]);
const riff = (kind: string, rest: number[]): Uint8Array =>
  bytes('RIFF', [0, 0, 0, 0], 'WEBP', kind, rest, new Array<number>(20).fill(0));

describe('M20 what a file is', () => {
  it.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/gif', GIF],
    ['image/avif', AVIF],
    ['image/webp', riff('VP8X', [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 1, 0, 3, 1, 0])],
    ['image/webp', riff('VP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0, 2, 4, 1])],
    ['image/webp', riff('VP8L', [0, 0, 0, 0, 0x2f, 0xff, 0xc1, 0x40, 0])],
  ])('%s says how large it is', (type, head) => {
    expect(fileKind(head)).toEqual({ type, pixels: { width: 512, height: 260 } });
    expect(isPicture(type)).toBe(true);
  });

  it.each([
    ['application/pdf', bytes('%PDF-1.7')],
    ['application/zip', bytes('PK', [3, 4])],
    [UNKNOWN_TYPE, bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [UNKNOWN_TYPE, bytes('<!doctype html><script>1</script>')],
    [UNKNOWN_TYPE, bytes('GIF88a')],
    [UNKNOWN_TYPE, bytes('')],
  ])('%s is no picture', (type, head) => {
    expect(fileKind(head)).toEqual({ type, pixels: null });
    expect(isPicture(type)).toBe(false);
  });

  it('is told of any bytes, and no part of a picture is a size of nothing', () => {
    const head = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc
        .tuple(fc.constantFrom(PNG, JPEG, GIF, AVIF), fc.nat(40), fc.uint8Array({ maxLength: 40 }))
        .map(([start, length, rest]) => Uint8Array.from([...start.slice(0, length), ...rest])),
    );
    fc.assert(
      fc.property(head, (some) => {
        const { pixels } = fileKind(some);
        if (pixels) expect(Math.min(pixels.width, pixels.height)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('M20 the name of a file', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\leo\\nota.pdf', 'nota.pdf'],
    ['in‮fdp.exe', 'infdp.exe'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie_ x'],
    ['.htaccess', 'htaccess'],
    ['..', 'file'],
    ['', 'file'],
    ['  nota .pdf. ', 'nota .pdf'],
    ['\ud800.png', '_.png'],
    ['struk belanja ☕.jpg', 'struk belanja ☕.jpg'],
  ])('%j becomes %j', (name, safe) => expect(safeFileName(name)).toBe(safe));

  it('keeps its ending when it is shortened', () => {
    const name = safeFileName(`${'a'.repeat(400)}.pdf`);
    expect(name).toHaveLength(FILE_NAME_MAX);
    expect(name.endsWith('a.pdf')).toBe(true);
  });

  it('is one line without a way out, whatever it was, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const safe = safeFileName(name);
        expect(safe).not.toMatch(/[/\\\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]|^\.|^$/u);
        expect(safe.length).toBeLessThanOrEqual(FILE_NAME_MAX);
        expect(safeFileName(safe)).toBe(safe);
      }),
    );
  });
});
