// G1 G2 R16 R17: a customer writes a mail, a member answers in the browser, the customer's answer joins the conversation; real
// IMAP and SMTP servers, and a relay that is killed around dispatch.

import { expect } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import {
  assign,
  bubble,
  card,
  composer,
  expectLive,
  openFrom,
  openList,
  reply,
  signIn,
} from '../support/memberPage.ts';
import {
  mailboxSettings,
  MAILBOX_PASSWORDS,
  mailOf,
  mailWithFiles,
  PDF,
  PNG,
  SHOP,
} from '../support/testMailbox.ts';

test('G1 G2 R16 a customer and a member write mails to each other; each arrives once, also when the relay dies', async ({
  browser,
  relayProcess: relay,
  mailServers: { dovecot, smtp },
}) => {
  await relay.stop();
  relay.settings = { ALLOW_PRIVATE_CHANNELS: '1' };
  await relay.start();

  const admin = await signIn(await browser.newContext(), relay.address, 'Mira');
  await admin.goto(`${relay.address}/w/demo/settings/channels`);
  await admin.getByText('Enter the mailbox’s servers').click();
  const form = admin.locator('form').filter({ has: admin.getByRole('group', { name: /IMAP/ }) });
  const { imap, smtp: outgoing } = mailboxSettings({ imap: dovecot.port, smtp: smtp.port });
  await form.getByLabel('Name', { exact: true }).fill('Surat');
  await form.getByLabel('E-mail address').fill(SHOP);
  for (const [legend, server, password] of [
    ['Incoming mail (IMAP)', imap, 'wrong'],
    ['Outgoing mail (SMTP)', outgoing, MAILBOX_PASSWORDS.smtp],
  ] as const) {
    const fields = form.getByRole('group', { name: legend });
    await fields.getByLabel('Server', { exact: true }).fill(server.host);
    await fields.getByLabel('Encryption').selectOption('none');
    await fields.getByLabel('Port').fill(String(server.port));
    await fields.getByLabel('User name').fill(server.user);
    await fields.getByLabel('Password').fill(password);
  }
  await form.getByRole('button', { name: 'Test connection' }).click();
  await expect(
    form.getByText('Incoming mail (IMAP): The server does not accept this user name'),
  ).toBeVisible();
  await expect(form.getByText('Outgoing mail (SMTP): works')).toBeVisible();
  await form
    .getByRole('group', { name: 'Incoming mail (IMAP)' })
    .getByLabel('Password')
    .fill(MAILBOX_PASSWORDS.imap);
  await form.getByRole('button', { name: 'Connect mailbox' }).click();
  await expect(admin.getByText(`Mails to ${SHOP}`)).toBeVisible();
  // By itself: nobody reloads.
  await expect(admin.getByText('Connected', { exact: true })).toBeVisible();

  await dovecot.deliver(
    mailWithFiles(
      {
        from: 'Wayan Putra <wayan@pelanggan.example>',
        subject: 'Parcel 42',
        text: 'Where is my parcel?\n\nOn Sunday, the shop wrote:\n> It was sent.',
      },
      [{ name: 'resi.pdf', type: 'application/pdf', bytes: PDF }],
    ),
  );
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Wayan Putra');
  const first = bubble(leo, 'Where is my parcel?');
  await expect(first).toContainText('Parcel 42');
  await expect(first).not.toContainText('It was sent.');
  await first.getByRole('button', { name: 'Show quoted text' }).click();
  await expect(first).toContainText('It was sent.');
  await expect(first.getByRole('link', { name: 'resi.pdf' })).toBeVisible();
  await assign(leo, 'Assign to me');
  const photo = { name: 'shelf.png', mimeType: 'image/png', buffer: PNG };
  await leo.locator('input[type=file]').setInputFiles(photo);
  await expect(leo.getByRole('list', { name: 'Attached files' }).getByText('shelf.png')).toBeVisible();
  await reply(leo, 'It arrives tomorrow.');
  await expect.poll(() => smtp.got.length).toBe(1);
  expect(smtp.got[0]?.to).toEqual(['wayan@pelanggan.example']);
  expect(smtp.got[0]?.source).toContain('Subject: Re: Parcel 42');
  expect(smtp.got[0]?.source).toContain(PNG.toString('base64').slice(0, 76));
  await expect(bubble(leo, 'It arrives tomorrow.').getByText('Sent', { exact: true })).toBeAttached();

  // Killed when the mail has left and nothing of its answer is written down: whether it arrived, nobody knows.
  await relay.stop();
  relay.settings['DIE_AT'] = 'answered';
  await relay.start();
  delete relay.settings['DIE_AT'];
  await expectLive(leo);
  await composer(leo).fill('Between nine and ten.');
  await leo.getByRole('button', { name: /^Send/ }).click();
  await relay.died();
  const from = 'Wayan Putra <wayan@pelanggan.example>';
  await dovecot.deliver(
    mailOf({ from, answers: smtp.got[0]!.id, subject: 'Re: Parcel 42', text: 'Thank you!' }),
  );
  await relay.start();
  await expect(bubble(leo, 'Thank you!')).toBeVisible();
  await expect(
    bubble(leo, 'Between nine and ten.').getByText('Nobody can say whether this arrived.').first(),
  ).toBeVisible();
  expect(smtp.got.map(({ id }) => id)).toHaveLength(2);
  await openList(leo, 'Assigned to me');
  await expect(card(leo, 'Wayan Putra')).toHaveCount(1);
});
