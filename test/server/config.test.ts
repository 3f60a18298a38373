import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../server/config.ts';

function problemOf(variables: Record<string, string>): string {
  try {
    parseConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('it was accepted');
}

describe('Settings', () => {
  it('has a working value for each variable', () => {
    expect(parseConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataFolder: './data',
      demo: true,
      publicUrl: null,
      trustedProxies: [],
      metricsToken: null,
      allowPrivateChannels: false,
      logLevel: 'info',
    });
  });

  it('takes what the operator set, and an empty variable as not set', () => {
    const config = parseConfig({
      PORT: '8080',
      HOST: '0.0.0.0',
      DATA_DIR: '/srv/estafet',
      DEMO: '0',
      PUBLIC_URL: 'https://inbox.example.com',
      LOG: 'sqlite',
      TRUSTED_PROXIES: '10.0.0.1, ::1',
      METRICS_TOKEN: '',
    });
    expect(config).toMatchObject({ port: 8080, host: '0.0.0.0', demo: false, metricsToken: null });
    expect(config.publicUrl?.origin).toBe('https://inbox.example.com');
    expect(config.trustedProxies).toEqual(['10.0.0.1', '::1']);
  });

  it('names every variable that is wrong, with what it is and what it has to be', () => {
    const problem = problemOf({ PORT: 'eighty', DEMO: 'yes', PUBLIC_URL: 'inbox.example.com' });
    expect(problem.split('\n')).toEqual([
      'PORT has to be a number from 0 to 65535 (it is "eighty")',
      'DEMO has to be 1 or 0 (it is "yes")',
      'PUBLIC_URL has to be an address like https://inbox.example.com, without a path (it is "inbox.example.com")',
    ]);
  });

  it.each([
    'https://inbox.example.com/app',
    'ftp://inbox.example.com',
    'https://u:p@inbox.example.com',
    'https://',
  ])('refuses %s as the public address', (PUBLIC_URL) => {
    expect(problemOf({ PUBLIC_URL })).toContain('PUBLIC_URL');
  });

  it('says that several relays are not in this version', () => {
    expect(problemOf({ LOG: 'nats://127.0.0.1:4222' })).toContain('nats:// is not in this version');
  });

  it('never repeats a token', () => {
    expect(problemOf({ METRICS_TOKEN: 'hunter2' })).not.toContain('hunter2');
  });
});
