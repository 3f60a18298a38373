// The relay's settings: environment variables, read once at start. README.md lists them.

import { isIP } from 'node:net';
import * as v from 'valibot';

export interface Config {
  port: number;
  /** What to listen on; 127.0.0.1 is reachable from this machine only. */
  host: string;
  dataFolder: string;
  /** True: the demo workspace, in which everybody may sign in as one of its members. */
  demo: boolean;
  /** Where browsers find the relay, without a path; null: wherever it listens. */
  publicUrl: URL | null;
  /** Reverse proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  /** Bearer token for /metrics; null: readable from this machine only. */
  metricsToken: string | null;
  logLevel: LogLevel;
  /** Channels may lead into private networks, and webhooks by plain HTTP: for tests and development. */
  allowPrivateChannels: boolean;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What an operator set wrongly, all of it at once, in words for the console. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'has to be a number from 0 to 65535'),
  v.transform(Number),
  v.maxValue(65_535, 'has to be a number from 0 to 65535'),
);

const flag = v.pipe(
  v.picklist(['0', '1'], 'has to be 1 or 0'),
  v.transform((value) => value === '1'),
);

const publicUrl = v.pipe(
  v.string(),
  v.check(isOrigin, 'has to be an address like https://inbox.example.com, without a path'),
  v.transform((value) => new URL(value)),
);

const log = v.pipe(
  v.string(),
  v.check((value) => !value.startsWith('nats://'), 'nats:// is not in this version; use sqlite'),
  v.literal('sqlite', 'has to be sqlite'),
);

const addresses = v.pipe(
  v.string(),
  v.transform((value) => value.split(',').map((part) => part.trim())),
  v.array(
    v.pipe(
      v.string(),
      v.check((part) => isIP(part) !== 0, 'has to be IP addresses, separated by commas'),
    ),
  ),
);

// Short tokens are guessed; 16 characters are the least that an operator's own choice has to have.
const token = v.pipe(v.string(), v.minLength(16, 'has to have at least 16 characters'));

const environment = v.object({
  PORT: v.optional(port, '3000'),
  HOST: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.:-]+$/, 'has to be a host name or an IP address')),
    '127.0.0.1',
  ),
  DATA_DIR: v.optional(v.string(), './data'),
  DEMO: v.optional(flag, '1'),
  PUBLIC_URL: v.optional(publicUrl),
  LOG: v.optional(log, 'sqlite'),
  TRUSTED_PROXIES: v.optional(addresses),
  METRICS_TOKEN: v.optional(token),
  ALLOW_PRIVATE_CHANNELS: v.optional(flag, '0'),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `has to be one of ${LOG_LEVELS.join(', ')}`), 'info'),
});

/**
 * @param variables the process's environment; an empty value counts as not set
 * @throws ConfigError naming every variable that is wrong
 */
export function parseConfig(variables: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = v.safeParse(environment, set);
  if (!parsed.success) throw new ConfigError(parsed.issues.map(describe).join('\n'));
  const { output } = parsed;
  return {
    port: output.PORT,
    host: output.HOST,
    dataFolder: output.DATA_DIR,
    demo: output.DEMO,
    publicUrl: output.PUBLIC_URL ?? null,
    trustedProxies: output.TRUSTED_PROXIES ?? [],
    metricsToken: output.METRICS_TOKEN ?? null,
    logLevel: output.LOG_LEVEL,
    allowPrivateChannels: output.ALLOW_PRIVATE_CHANNELS,
  };
}

/** A token is never repeated, not even a wrong one: what is printed is often kept. */
function describe(issue: v.BaseIssue<unknown>): string {
  const [where] = issue.path ?? [];
  const name = typeof where?.key === 'string' ? where.key : 'environment';
  const given = where?.value;
  const shown =
    typeof given === 'string' && name !== 'METRICS_TOKEN' ? ` (it is ${JSON.stringify(given)})` : '';
  return `${name} ${issue.message}${shown}`;
}

function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false;
  return (
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  );
}
