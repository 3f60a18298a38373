// What a file is, read from its first bytes. Neither its name nor what its sender says of it counts.

export interface FileKind {
  /** A media type; `application/octet-stream` for all that is not told apart here. */
  type: string;
  /** Of a picture, where its header says so. */
  pixels: { width: number; height: number } | null;
}

/** As many first bytes as are looked at: in a JPEG from a camera the size stands behind its preview. */
export const FILE_HEAD = 262_144;
export const UNKNOWN_TYPE = 'application/octet-stream';

/** Pictures that every browser draws and that can carry no script. An SVG is a page, and none of them. */
const PICTURES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);

export function isPicture(type: string): boolean {
  return PICTURES.has(type);
}

/** @param head the first FILE_HEAD bytes, or all there are */
export function fileKind(head: Uint8Array): FileKind {
  if (starts(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
    return picture('image/png', head.length < 24 ? null : { width: u32(head, 16), height: u32(head, 20) });
  }
  if (starts(head, [0xff, 0xd8, 0xff])) return picture('image/jpeg', jpegSize(head));
  if (ascii(head, 0, 'GIF87a') || ascii(head, 0, 'GIF89a')) {
    return picture('image/gif', { width: le16(head, 6), height: le16(head, 8) });
  }
  if (ascii(head, 0, 'RIFF') && ascii(head, 8, 'WEBP')) return picture('image/webp', webpSize(head));
  if (ascii(head, 4, 'ftypavif') || ascii(head, 4, 'ftypavis')) return picture('image/avif', avifSize(head));
  return { type: otherType(head), pixels: null };
}

function otherType(head: Uint8Array): string {
  if (ascii(head, 0, '%PDF-')) return 'application/pdf';
  if (starts(head, [0x50, 0x4b, 0x03, 0x04])) return 'application/zip';
  if (ascii(head, 4, 'ftyp')) return 'video/mp4';
  if (ascii(head, 0, 'OggS')) return 'audio/ogg';
  if (ascii(head, 0, 'ID3')) return 'audio/mpeg';
  return UNKNOWN_TYPE;
}

type Pixels = FileKind['pixels'];

/** A picture without an area is none that can be drawn. */
function picture(type: string, pixels: Pixels): FileKind {
  return { type, pixels: pixels && pixels.width > 0 && pixels.height > 0 ? pixels : null };
}

/** ITU T.81, annex B: segments up to the frame header, of which there are thirteen kinds. */
function jpegSize(head: Uint8Array): Pixels {
  let at = 2;
  while (at + 9 <= head.length && head[at] === 0xff) {
    const marker = head[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: be16(head, at + 5), width: be16(head, at + 7) };
    const length = be16(head, at + 2);
    // 0xff may be repeated before a marker.
    if (marker !== 0xff && length < 2) return null;
    at += marker === 0xff ? 1 : 2 + length;
  }
  return null;
}

/** RFC 9649, sections 2.5 to 2.7: one of three forms. */
function webpSize(head: Uint8Array): Pixels {
  if (head.length < 30) return null;
  if (ascii(head, 12, 'VP8X')) return { width: 1 + le24(head, 24), height: 1 + le24(head, 27) };
  if (ascii(head, 12, 'VP8 ')) return { width: le16(head, 26) & 0x3fff, height: le16(head, 28) & 0x3fff };
  if (!ascii(head, 12, 'VP8L')) return null;
  const bits = le16(head, 21) | (le16(head, 23) << 16);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
}

/** The largest `ispe` box there is: a grid has one for each tile and one for all. */
function avifSize(head: Uint8Array): Pixels {
  let found: Pixels = null;
  for (let at = 4; at + 16 <= Math.min(head.length, 4_096); at += 1) {
    if (!ascii(head, at, 'ispe')) continue;
    const size = { width: u32(head, at + 8), height: u32(head, at + 12) };
    if (!found || size.width * size.height > found.width * found.height) found = size;
  }
  return found;
}

function starts(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function ascii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function be16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function le16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function le24(bytes: Uint8Array, at: number): number {
  return le16(bytes, at) | ((bytes[at + 2] ?? 0) << 16);
}

function u32(bytes: Uint8Array, at: number): number {
  return be16(bytes, at) * 65_536 + be16(bytes, at + 2);
}
