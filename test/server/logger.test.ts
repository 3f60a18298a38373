import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogger, type Logger } from '../../server/logger.ts';

function linesOf(write: (logger: Logger) => void): Record<string, unknown>[] {
  const file = join(mkdtempSync(join(tmpdir(), 'estafet-log-')), 'log');
  write(createLogger('info', file));
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('The log', () => {
  it('is one JSON object a line', () => {
    const [line] = linesOf((logger) => logger.info({ part: 'relay', seq: 7 }, 'committed'));
    expect(line).toMatchObject({ part: 'relay', seq: 7, msg: 'committed' });
    expect(line?.['time']).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  });

  it('keeps out what people wrote, should it ever get that far', () => {
    const command = { kind: 'reply', text: 'Rahasia', fields: { telephone: '+62' } };
    const lines = linesOf((logger) => {
      logger.info({ text: 'Rahasia', token: 'estafet_x', command });
      logger.info({ work: { command } });
    });
    expect(JSON.stringify(lines)).not.toMatch(/Rahasia|\+62|estafet_x/);
  });

  it('tells of an error its kind and place, and none of its other fields', () => {
    const error = Object.assign(new Error('disk full'), { code: 'ENOSPC', body: 'Rahasia' });
    const [line] = linesOf((logger) => logger.error({ part: 'relay', error }));
    expect(line).toMatchObject({ error: { kind: 'Error', errno: 'ENOSPC', message: 'disk full' } });
    expect(JSON.stringify(line)).not.toContain('Rahasia');
  });
});
