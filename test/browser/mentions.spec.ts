// Section C of the mission as people do it: a colleague's help for exactly 24 hours of relay time.

import { expect, type BrowserContext, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { Customer, writes } from '../support/customer.ts';
import {
  assign,
  bubble,
  card,
  composer,
  expectLive,
  mention,
  noteField,
  open,
  openFrom,
  openList,
  owner,
  reply,
  signIn,
  writeNote,
} from '../support/memberPage.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

async function takeOver(page: Page, contact: string): Promise<void> {
  await openList(page, 'Unassigned');
  await open(page, contact);
  await assign(page, 'Assign to me');
  await expect(owner(page)).toHaveText(/You/);
}

function countdown(page: Page) {
  return page.getByText(/Your access ends in/);
}

function ended(page: Page) {
  return page.getByRole('alert').filter({ hasText: 'A mention gives access for 24 hours' });
}

test('C1 C2 C3 C6 C7 a note mentions one colleague, who sees and replies and hands on nothing; whoever wrote it, or an admin, ends it early', async ({
  browser,
  relay,
}) => {
  const galih = new Customer(relay.address, 'Galih Wirawan');
  await galih.says('The brake squeals.');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const dewi = await signIn(await browser.newContext(), relay.address, 'Dewi');
  await takeOver(leo, 'Galih Wirawan');
  await leo.getByRole('tab', { name: 'Internal note' }).click();
  await noteField(leo).pressSequentially('@De');
  await expect(leo.getByRole('listbox', { name: 'Mention somebody' })).toContainText('Dewi');
  await leo.keyboard.press('Enter');
  await expect(leo.getByText('Dewi will be notified and can see and reply for 24 hours.')).toBeVisible();
  await noteField(leo).pressSequentially('@An');
  await expect(leo.getByText('A note mentions one person.')).toBeVisible();
  await noteField(leo).fill('@Dewi which pads does it need?');
  await leo.keyboard.press('Enter');
  await expect(bubble(leo, 'which pads does it need?')).toContainText(/Dewi can see and reply for (24h|23h)/);

  await openFrom(dewi, 'Mentioned', 'Galih Wirawan');
  await expect(bubble(dewi, 'which pads')).toContainText('Internal note');
  await expect(countdown(dewi)).toHaveText(/ends in (24h|23h 59m)/);
  await expect(owner(dewi)).toHaveAttribute('aria-disabled', 'true');
  for (const name of ['Add collaborator', 'Close conversation', 'Snooze', 'End access now']) {
    await expect(dewi.getByRole('button', { name })).toHaveCount(0);
  }
  await dewi.getByRole('tab', { name: 'Internal note' }).click();
  await noteField(dewi).pressSequentially('@Mi');
  await expect(dewi.getByRole('listbox')).toHaveCount(0);
  await noteField(dewi).fill('Organic ones.');
  await dewi.keyboard.press('Enter');
  await expect(bubble(leo, 'Organic ones.')).toBeVisible();
  await dewi.getByRole('tab', { name: 'Reply' }).click();
  await reply(dewi, 'Dewi here: we have them.');
  await expect(bubble(leo, 'Dewi here: we have them.')).toBeVisible();
  await expect(owner(leo)).toHaveText(/You/);
  await expect(leo.getByRole('list', { name: 'Collaborators' })).toHaveCount(0);
  await expect.poll(() => galih.saw).toEqual(['The brake squeals.', 'Dewi here: we have them.']);
  await galih.leave();

  await bubble(leo, 'which pads').getByRole('button', { name: 'End the access of Dewi now' }).click();
  await expect(ended(dewi)).toBeVisible();
  await expect(card(dewi, 'Galih Wirawan')).toHaveCount(0);
  await expect(leo.getByText('You ended the access of Dewi early')).toBeVisible();
  await expect(bubble(leo, 'which pads')).toContainText(/Dewi had access until/);

  // A new mention begins anew; an admin ends it from the control bar.
  await mention(leo, 'Dewi', 'and for the front?');
  await expect(composer(dewi)).toBeVisible();
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  await openFrom(mira, 'All conversations', 'Galih Wirawan');
  await mira.getByRole('list', { name: 'Mentioned users' }).getByRole('button').click();
  await mira.getByRole('menuitem', { name: 'End the access of Dewi now' }).click();
  await expect(ended(dewi)).toBeVisible();
});

/** Everything that the sockets of this browser receive. */
function received(context: BrowserContext): Buffer[] {
  const frames: Buffer[] = [];
  context.on('page', (page) =>
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => void frames.push(Buffer.from(payload))),
    ),
  );
  return frames;
}

function copies(page: Page, conversation: string): Promise<string[]> {
  return page.evaluate(async (id) => {
    const all = await indexedDB.databases();
    return all.map(({ name }) => name ?? '').filter((name) => name.includes(id));
  }, conversation);
}

test('C3 C4 C5 C7 24 hours of relay time: not lengthened or shortened by wrong clocks, reconnecting or restarts; then it ends on every device, with its copy, and not a byte comes after', async ({
  browser,
  relayProcess: relay,
}) => {
  await writes(relay.address, 'Galih Wirawan', 'The brake squeals.');
  await writes(relay.address, 'Hana Pertiwi', 'Hello');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await takeOver(leo, 'Galih Wirawan');
  const conversation = new URL(leo.url()).pathname.split('/').at(-1) ?? '';
  const before = relay.now();
  await mention(leo, 'Dewi', 'Canary-before');
  await expect(bubble(leo, 'Canary-before')).toContainText('Dewi can see and reply');
  const after = relay.now();

  // Two devices of one member; the clock of the second is three days slow.
  const contexts = [await browser.newContext(), await browser.newContext()];
  const frames = contexts.map(received);
  await contexts[1]?.addInitScript(() => {
    const wall = Date.now.bind(Date);
    Date.now = () => wall() - 3 * 86_400_000;
  });
  const devices = [];
  for (const context of contexts) devices.push(await signIn(context, relay.address, 'Dewi'));
  for (const page of devices) {
    await openFrom(page, 'Mentioned', 'Galih Wirawan');
    await expect(countdown(page)).toHaveText(/ends in (24h|23h 5\dm)/);
    await expect.poll(() => copies(page, conversation)).not.toEqual([]);
  }
  for (const bytes of frames) expect(Buffer.concat(bytes).includes('Canary-before')).toBe(true);

  // The relay dies and comes back 23 hours and 10 minutes on: the last hour is said in amber.
  await relay.kill();
  await relay.moveClock(1_390 * MINUTE_MS);
  await relay.start();
  for (const page of [leo, ...devices]) await expectLive(page);
  for (const page of devices) {
    await expect(countdown(page)).toHaveText(/ends in (50m|4\dm)/);
    await expect(countdown(page)).toHaveClass(/warning/);
  }
  await expect(leo.getByRole('list', { name: 'Mentioned users' })).toHaveText(/Dewi, (50m|4\dm) left/);

  // Five minutes before the end they still answer.
  await relay.moveClock(before + DAY_MS - 5 * MINUTE_MS - relay.now());
  const [first, second] = devices;
  if (!first || !second) throw new Error('two devices');
  await reply(first, 'Just in time.');
  await expect(bubble(leo, 'Just in time.')).not.toContainText('Not confirmed yet');
  await expect(bubble(second, 'Just in time.')).toBeVisible();

  await relay.moveClock(after + DAY_MS - relay.now());
  for (const page of devices) {
    await expect(ended(page)).toBeVisible();
    await expect(card(page, 'Galih Wirawan')).toHaveCount(0);
    await expect.poll(() => copies(page, conversation)).toEqual([]);
  }
  await writeNote(leo, 'Canary-after');
  await expect(bubble(leo, 'Canary-after')).not.toContainText('Not confirmed yet');
  await first.reload();
  await expectLive(first);
  await expect(first.getByText('Canary')).toHaveCount(0);
  // What is theirs to see still comes: the silence above is none of the line.
  await openFrom(leo, 'Unassigned', 'Hana Pertiwi');
  await assign(leo, 'Dewi');
  for (const page of devices) {
    await openList(page, 'Assigned to me');
    await expect(card(page, 'Hana Pertiwi')).toBeVisible();
  }
  for (const bytes of frames) expect(Buffer.concat(bytes).includes('Canary-after')).toBe(false);

  // A new mention starts a new 24 hours.
  await openFrom(leo, 'Assigned to me', 'Galih Wirawan');
  await mention(leo, 'Dewi', 'once more');
  await openFrom(second, 'Mentioned', 'Galih Wirawan');
  await expect(countdown(second)).toHaveText(/ends in (24h|23h 59m)/);
});
