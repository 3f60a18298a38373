// How figures are printed: one line each, so that two runs can be compared line by line.

export interface Figure {
  median: number;
  p99?: number;
  unit: string;
}

export function row(what: string, { median: middle, p99, unit }: Figure): void {
  const tail = p99 === undefined ? '' : `   p99 ${format(p99)} ${unit}`;
  console.log(`${what.padEnd(64)} ${format(middle).padStart(10)} ${unit}${tail}`);
}

export function median(values: number[]): number {
  return percentile(values, 50);
}

/** The nearest-rank percentile. */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
