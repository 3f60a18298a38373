// Guessing passwords: how often, from where, and that nobody is locked out by somebody else's guesses.

import { describe, expect, it } from 'vitest';
import { SignInLimit } from '../../server/http/signInLimit.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { TestHttp } from '../support/testHttp.ts';

const LEO = { name: 'Leo', email: 'leo@example.com', password: 'correct horse battery' };
const AT = '/api/auth/sign-in/email';

async function withAccount(): Promise<TestHttp> {
  const http = await TestHttp.start();
  await http.accounts.signUp(LEO, new Headers());
  return http;
}

describe('Wrong passwords', () => {
  it('ten a minute from one address', async () => {
    const http = await withAccount();
    const statuses: number[] = [];
    for (let time = 0; time < 12; time += 1) {
      const body = { email: `guess${time}@example.com`, password: 'wrong password' };
      statuses.push((await http.browser('203.0.113.9').post(AT, body)).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  });

  it('twenty for one account, from however many addresses; spelling it otherwise is no way around', async () => {
    const limit = new SignInLimit(new FakeClock());
    const tries = Array.from({ length: 25 }, (_, time) => limit.mayTry(LEO.email, `203.0.113.${time}`));
    expect(tries).toEqual([...Array<boolean>(20).fill(true), ...Array<boolean>(5).fill(false)]);
    const http = await withAccount();
    const statuses: number[] = [];
    for (let time = 0; time < 21; time += 1) {
      const email = time % 2 === 0 ? 'LEO@example.com' : 'leo@example.com';
      statuses.push((await http.browser(`192.0.2.${time}`).post(AT, { email, password: 'wrong' })).status);
    }
    expect(statuses.slice(0, 20)).not.toContain(429);
    expect(statuses[20]).toBe(429);
  });

  it('of others lock nobody out where they signed in before', () => {
    const limit = new SignInLimit(new FakeClock());
    limit.succeeded(LEO.email, '198.51.100.7');
    for (let time = 0; time < 1_000; time += 1) limit.mayTry(LEO.email, `203.0.113.${time}`);
    expect(limit.mayTry(LEO.email, '203.0.113.1')).toBe(false);
    expect(limit.mayTry(LEO.email, '198.51.100.7')).toBe(true);
    expect(limit.mayTry('ana@example.com', '203.0.113.1')).toBe(true);
  });

  it('are allowed again as time passes', () => {
    const clock = new FakeClock();
    const limit = new SignInLimit(clock);
    while (limit.mayTry(LEO.email, '203.0.113.1'));
    clock.advance(60_000);
    expect([1, 2].map(() => limit.mayTry(LEO.email, '203.0.113.1'))).toEqual([true, false]);
  });
});
