import { expect } from '@playwright/test';
import { SIMULATED_CUSTOMERS } from '../../server/demo/customers.ts';
import { test } from '../support/browserTest.ts';
import { openList, signIn } from '../support/memberPage.ts';

test('in the demo customers write by themselves for whoever switches them on', async ({ browser, relay }) => {
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  const menu = mira.getByRole('button', { name: /^Mira/ });
  await menu.click();
  const on = mira.getByRole('menuitemradio', { name: 'Write for a few minutes' });
  const off = mira.getByRole('menuitemradio', { name: 'Off' });
  await expect(off).toBeChecked();
  await on.click();
  await expect(on).toBeChecked();
  await mira.keyboard.press('Escape');
  await openList(mira, 'All conversations');
  // None of what they say is in the demo from the beginning.
  const said = SIMULATED_CUSTOMERS.flatMap(({ lines }) =>
    lines.map((line) => line.replace(/[?.!+]/g, '\\$&')),
  );
  const written = mira.getByRole('list').getByRole('link', { name: new RegExp(said.join('|')) });
  await expect(written.first()).toBeVisible({ timeout: 30_000 });
  await menu.click();
  await off.click();
  await expect(off).toBeChecked();
});
