/** `512 byte`, `1.4 MB`, in the reader's language. */
export function fileSize(tag: string, bytes: number): string {
  if (bytes < 1_000) return inUnit(tag, 'byte', bytes);
  return bytes < 1_000_000
    ? inUnit(tag, 'kilobyte', bytes / 1_000)
    : inUnit(tag, 'megabyte', bytes / 1_000_000);
}

function inUnit(tag: string, unit: string, count: number): string {
  const maximumFractionDigits = count < 10 && unit !== 'byte' ? 1 : 0;
  return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits }).format(count);
}
