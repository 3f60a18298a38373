// The part of a file that a request asks for: RFC 9110, section 14. One range; several are answered with the whole file.

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/** `to`: the first byte that is not wanted. */
export interface Range {
  from: number;
  to: number;
}

/** @returns null for the whole file, also where the header is not understood */
export function parseRange(header: string | undefined, size: number): Range | 'none-such' | null {
  const [, first = '', last = ''] = RANGE.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'none-such' : { from: size - count, to: size };
  }
  const from = Number(first);
  const to = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < from) return null;
  return from < size ? { from, to } : 'none-such';
}
