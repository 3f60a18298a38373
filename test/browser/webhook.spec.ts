// G1 G2: a company's server with the public library of the specification, and a member in the browser, hold a conversation.

import { expect } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { test } from '../support/browserTest.ts';
import { assign, bubble, openFrom, reply, signIn } from '../support/memberPage.ts';
import { TestReceiver } from '../support/testReceiver.ts';

test('G1 G2 a customer writes by webhook and is answered; what does not arrive is seen and sent again', async ({
  browser,
  relay,
}) => {
  await relay.stop();
  relay.settings = { ALLOW_PRIVATE_CHANNELS: '1' };
  await relay.start();
  const receiver = await TestReceiver.start();
  const admin = await signIn(await browser.newContext(), relay.address, 'Mira');
  await admin.goto(`${relay.address}/w/demo/settings/channels`);
  const webhook = admin.getByRole('group', { name: 'Connect another service' });
  await webhook.getByLabel('Name', { exact: true }).fill('Kurir');
  await webhook.getByLabel('Address for replies').fill(receiver.url);
  await admin.getByRole('button', { name: 'Create webhook' }).click();
  const secret = await admin.getByLabel('Secret', { exact: true }).inputValue();
  const incoming = await admin.getByLabel('Address of Kurir').inputValue();
  receiver.secret = secret;

  const body = JSON.stringify({
    type: 'message.received',
    data: { message: 'wa-1', contact: { id: '+62 812', name: 'Wayan Putra' }, text: 'Where is my parcel?' },
  });
  const now = new Date();
  const sent = await fetch(incoming, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', now, body),
    },
    body,
  });
  expect(sent.status).toBe(200);

  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Wayan Putra');
  await expect(bubble(leo, 'Where is my parcel?')).toBeVisible();
  await assign(leo, 'Assign to me');
  await reply(leo, 'It is on its way.');
  await expect.poll(() => receiver.got.map((got) => got.body.data.text)).toEqual(['It is on its way.']);
  expect(receiver.got[0]?.body.data.contact.id).toBe('+62 812');

  receiver.behaviours = [404];
  await reply(leo, 'It arrives tomorrow.');
  await expect(leo.getByText('Not delivered: the receiver answered 404')).toBeVisible();
  receiver.behaviours = [200];
  await admin.getByRole('button', { name: 'Show deliveries' }).click();
  await expect(admin.getByRole('list', { name: 'Replies that may not have arrived' })).toContainText(
    'the receiver answered 404',
  );
  await expect(admin.getByRole('list', { name: 'Recent deliveries' }).getByRole('listitem')).toHaveCount(2);
  await leo.getByRole('button', { name: 'Try again' }).click();
  await expect(leo.getByText('Not delivered: the receiver answered 404')).toBeHidden();
  await expect
    .poll(() => receiver.delivered.map((got) => got.body.data.text))
    .toEqual(['It is on its way.', 'It arrives tomorrow.']);
  await receiver.stop();
});
