// Where a conversation opens, and what moves under whoever reads it: for people with motion and without, who are measured apart.

import { expect, type Locator, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { Customer } from '../support/customer.ts';
import { bubble, card, composer, enter, openFrom, signIn } from '../support/memberPage.ts';

const SENTENCE = 'The bell rings by itself whenever the road is not as smooth as it could be. ';

function messages(page: Page): Locator {
  return page.getByRole('region', { name: /^Messages with/ });
}

/** Pixels between the end of what is in view and the end. */
function belowView(page: Page): Promise<number> {
  return messages(page).evaluate((region) => region.scrollHeight - region.scrollTop - region.clientHeight);
}

async function expectAtEnd(page: Page): Promise<void> {
  await expect.poll(() => belowView(page)).toBeLessThan(24);
  await expect(page.getByRole('button', { name: 'Newest', exact: true })).toHaveCount(0);
}

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test(`E2 a conversation opens at its end, and stays there while one writes (motion: ${reducedMotion})`, async ({
    browser,
    relay,
  }) => {
    const context = await browser.newContext({ reducedMotion, viewport: { width: 390, height: 844 } });
    const dewi = await enter(context, relay.address, 'Dewi', '/inbox/mentioned');
    await card(dewi, 'Maya Kusuma').click();
    await expect(messages(dewi).getByRole('article').first()).toBeVisible();
    await expectAtEnd(dewi);
    await composer(dewi).fill('One\nTwo\nThree\nFour\nFive\nSix\nSeven');
    await expectAtEnd(dewi);
  });

  test(`E2 it opens at the first message that is new to its reader (motion: ${reducedMotion})`, async ({
    browser,
    relay,
  }) => {
    const context = await browser.newContext({ reducedMotion });
    const galih = new Customer(relay.address, 'Galih Wirawan');
    await galih.says('The first thing I want to say');
    const leo = await signIn(context, relay.address, 'Leo');
    await openFrom(leo, 'Unassigned', 'Galih Wirawan');
    await expect(bubble(leo, 'The first thing')).toBeVisible();
    await expect(card(leo, 'Galih Wirawan')).not.toContainText('unread');
    await openFrom(leo, 'Collaborating', 'Lena Fischer');
    for (let index = 0; index < 7; index += 1) await galih.says(`Begin ${index}: ${SENTENCE.repeat(14)}`);
    // Also where nothing of it was before: what is old is not counted as having come.
    const other = await browser.newContext({ reducedMotion });
    const anew = await enter(other, relay.address, 'Leo', '/team/sales/unassigned');
    await card(anew, 'Galih Wirawan').click();
    await expect(anew.getByText('New', { exact: true })).toBeInViewport();
    expect(await anew.getByRole('button', { name: /new messages?$/ }).count()).toBe(0);
    await openFrom(leo, 'Unassigned', 'Galih Wirawan');
    await expect(leo.getByText('New', { exact: true })).toBeInViewport();
    await expect(bubble(leo, 'Begin 0:')).toBeInViewport();
    expect(await belowView(leo)).toBeGreaterThan(100);
    await expect(card(leo, 'Galih Wirawan')).toContainText('unread');

    // Who reads here is not moved, and told of what comes; at the end, it goes on with what comes.
    const scrollTop = (): Promise<number> => messages(leo).evaluate((region) => region.scrollTop);
    const before = await scrollTop();
    await galih.says('One thing more');
    await expect(leo.getByRole('button', { name: '1 new message' })).toBeVisible();
    expect(await scrollTop()).toBe(before);
    await leo.getByRole('button', { name: '1 new message' }).click();
    await expectAtEnd(leo);
    await expect(card(leo, 'Galih Wirawan')).not.toContainText('unread');
    await galih.says('And another');
    await expect(bubble(leo, 'And another')).toBeInViewport();
    await messages(leo).hover();
    await leo.mouse.wheel(0, -600);
    await expect(leo.getByRole('button', { name: 'Newest', exact: true })).toBeVisible();
    await galih.says('The last one');
    await expect(leo.getByRole('button', { name: '1 new message' })).toBeVisible();
    await galih.leave();
  });
}
