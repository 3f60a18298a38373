import { expect, it } from 'vitest';
import { WaitingOutboxes } from '../../server/waitingOutboxes.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { WORKSPACE } from '../support/startRelay.ts';

it('an outbox waits once, however often it is said to, and then may wait again', () => {
  const clock = new FakeClock();
  const taken: string[] = [];
  const waiting = new WaitingOutboxes({
    after: (delayMs, task) => void clock.after(delayMs, task),
    take: ({ name }) => void taken.push(name),
  });
  const who = { kind: 'member' as const, workspace: WORKSPACE, member: 'leo' };
  for (let time = 0; time < 3; time += 1) waiting.wait({ name: 'laptop', who }, 1_000);
  waiting.noRoom({ name: 'phone', who });
  clock.advance(1_000);
  expect(taken).toEqual(['laptop']);
  waiting.wait({ name: 'laptop', who }, 1_000);
  clock.advance(60_000);
  expect(taken).toEqual(['laptop', 'laptop', 'phone']);
});
