// Log lines: JSON on standard error, one a line. They say what happened to whom, never what was written: no message,
// note, name, e-mail address or secret belongs in a log. What guards look for is in securityLog.ts.

import { destination, pino, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

/** Should one of these slip into an object that is logged, its value does not. */
const NEVER = [
  'text',
  'token',
  'secret',
  'password',
  'email',
  'cookie',
  'authorization',
  'code',
  'name',
  'fields',
];

/** @param file where lines go, for tests; standard error otherwise, so that standard output stays for people */
export function createLogger(level: LogLevel, file: string | number = 2): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: NEVER.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[kept out]' },
      serializers: { error: describeError },
    },
    destination({ dest: file, sync: true }),
  );
}

/** Kind, message and place of an error; its other fields may carry what somebody wrote. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { kind: error.name, errno: code, message: error.message, stack: error.stack };
}
