// V2 a flood costs its readers one line.

import { describe, expect, it } from 'vitest';
import type { TimelineLine } from '#lib/doc/client/views.ts';
import { foldFloods } from '#lib/ui/timeline/flood.ts';
import { rowsOf } from '#lib/ui/timeline/rows.ts';

const NINE = Date.UTC(2026, 10, 22, 9);

function said(count: number, everyMs: number, from = 1, by: 'contact' | 'relay' = 'contact'): TimelineLine[] {
  return Array.from({ length: count }, (_, index): TimelineLine => {
    const seq = from + index;
    const stamp = { seq, at: NINE + seq * everyMs, by, command: `m-${seq}` };
    return {
      key: `${seq}`,
      entry: { ...stamp, kind: 'message-received', text: `${seq}`, attachments: [], message: `m-${seq}` },
      pending: false,
      delivery: null,
    };
  });
}

const rows = (lines: TimelineLine[]) => rowsOf(lines, 'leo', null);
const kinds = (lines: TimelineLine[], opened: string[] = []): string[] =>
  foldFloods(rows(lines), new Set(opened)).map((row) => (row.kind === 'bubble' ? row.key : row.kind));

describe('V2 a flood of one customer', () => {
  it('V2 is one line between how it began and where it is now', () => {
    expect(kinds(said(500, 3_000))).toEqual(['day', '1', '2', '3', 'flood', '499', '500']);
    const folded = foldFloods(rows(said(500, 3_000)), new Set()).find((row) => row.kind === 'flood');
    expect(folded).toEqual({ kind: 'flood', key: 'flood-1', count: 495 });
  });

  it('is read whole by whoever asks, and stays so while more comes', () => {
    expect(kinds(said(30, 1_000), ['flood-1'])).toHaveLength(31);
    expect(kinds(said(40, 1_000), ['flood-1'])).toHaveLength(41);
  });

  it('is shown whole where a link leads into it', () => {
    expect(foldFloods(rows(said(30, 1_000)), new Set(), 20)).toHaveLength(31);
    expect(foldFloods(rows(said(30, 1_000)), new Set(), 99)).toHaveLength(7);
  });

  it('is no flood: eleven at once, or many by and by', () => {
    expect(kinds(said(11, 1_000))).toHaveLength(12);
    expect(kinds(said(40, 11_000))).not.toContain('flood');
  });

  it('ends with the first that takes its time, and hides nothing that anybody else wrote', () => {
    const reply: TimelineLine = {
      key: 'reply',
      entry: {
        seq: 16,
        at: NINE + 16_000,
        by: 'member:leo',
        command: 'r',
        kind: 'reply-sent',
        text: 'Halo',
        attachments: [],
      },
      pending: false,
      delivery: null,
    };
    const shown = kinds([...said(15, 1_000), reply, ...said(15, 1_000, 17)]);
    expect(shown).toEqual([
      'day',
      '1',
      '2',
      '3',
      'flood',
      '14',
      '15',
      'reply',
      '17',
      '18',
      '19',
      'flood',
      '30',
      '31',
    ]);
  });
});
