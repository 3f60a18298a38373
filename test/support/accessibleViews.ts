// The views that axe looks at (accessibility.spec.ts), in both languages and both themes. A new view is a line here; what only
// comes up in the middle of a story (the contact note, the customer's page) is looked at where it is told.

import { expect, type Page } from '@playwright/test';
import { Colleague } from './colleague.ts';
import { writes } from './customer.ts';

export interface View {
  view: string;
  /** Without one it is looked at as wide as members have it. */
  sizes?: readonly Size[];
  /** The rest of the page is in another view. */
  within?: string;
  /** Brings it on the screen, from wherever the view before it has led, in whichever language. */
  show: (page: Page, address: string, locale: Locale) => Promise<void>;
  /** So that the next one can be shown; nothing, where that loads a page. */
  leave?: (page: Page) => Promise<void>;
}

export type Locale = 'en-GB' | 'id-ID';
export type Size = { width: number; height: number };

export const WIDE: Size = { width: 1280, height: 844 };
const PHONE: Size = { width: 390, height: 844 };

const BOTH = [WIDE, PHONE];

/** For whom nobody has to sign in. */
export const DOOR: View[] = [
  { view: 'sign-in', show: (page, address) => at(page, `${address}/sign-in`) },
  { view: 'an invite that nobody made', show: (page, address) => at(page, `${address}/invite/not-one`) },
  { view: 'a way back in that nobody made', show: (page, address) => at(page, `${address}/reset/not-one`) },
  {
    view: 'invite',
    show: async (page, address) => {
      await at(page, await inviteTo(address));
      await expect(page.locator('form')).toBeVisible();
    },
  },
  {
    view: 'the customer’s page',
    sizes: [PHONE],
    show: async (page, address) => {
      await page.goto(`${address}/chat/web`);
      await expect(page.getByRole('textbox').last()).toBeVisible();
    },
  },
  {
    view: 'the customer’s page, in conversation',
    sizes: [PHONE],
    show: async (page) => {
      await page.getByRole('textbox').first().fill('Budi Hartono');
      await page.getByRole('textbox').last().fill('https://example.com');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('log').getByRole('link')).toBeVisible();
    },
  },
];

/** A relay that nobody has set up yet. */
export const FIRST: View[] = [{ view: 'setup', sizes: BOTH, show: (page, address) => at(page, address) }];

/** A conversation of Leo's with what opens from it, and what he does from everywhere. */
export const WORK: View[] = [
  {
    view: 'list',
    sizes: [PHONE, WIDE],
    show: async (page, address) => {
      await page.goto(`${address}/w/demo/inbox/assigned`);
      await expect(page.locator('[data-row]').first()).toBeVisible();
    },
  },
  {
    view: 'conversation',
    show: async (page) => {
      await page
        .getByRole('list')
        .getByRole('link', { name: /Yusuf Hidayat/ })
        .click();
      await expect(page.getByRole('article').first()).toBeVisible();
    },
  },
  {
    view: 'assigned user',
    show: async (page) => {
      await page.getByRole('button', { name: /^(Assigned user|User yang ditugaskan)/ }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
    },
    leave: escape,
  },
  {
    view: 'collaborators',
    show: async (page) => {
      await page.getByRole('button', { name: /^(Add collaborator|Tambah kolaborator)$/ }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
    },
    leave: escape,
  },
  {
    view: 'contact details',
    show: async (page) => {
      await page.getByRole('button', { name: /^(Edit contact details|Ubah detail kontak)$/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: closeDialog,
  },
  {
    view: 'snooze',
    show: async (page) => {
      await page.getByRole('button', { name: /^(Snooze|Tunda)$/ }).click();
      await page
        .getByRole('menuitem', { name: /^(Choose date and time…|Pilih tanggal dan waktu…)$/ })
        .click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: closeDialog,
  },
  {
    view: 'sign out',
    show: async (page) => {
      await page.getByRole('button', { name: /^Leo/ }).click();
      await page.getByRole('menuitem', { name: /^(Sign out|Keluar)$/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: closeDialog,
  },
  {
    view: 'palette',
    within: 'dialog[open]',
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    },
    leave: closeDialog,
  },
  {
    view: 'keys',
    within: 'dialog[open]',
    show: async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: closeDialog,
  },
  {
    view: 'search',
    within: '.pane-list',
    sizes: BOTH,
    show: async (page, _address, locale) => {
      await page.keyboard.press('/');
      await page.getByRole('searchbox').fill(locale === 'en-GB' ? 'bike' : 'sepeda');
      await expect(page.locator('mark').first()).toBeVisible();
    },
    leave: async (page) => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('searchbox')).toHaveCount(0);
    },
  },
  {
    view: 'held shelf, with nothing on it',
    show: (page, address) => at(page, `${address}/w/demo/held`),
  },
];

/** What was refused Ana. */
export const REFUSED: View[] = [
  {
    view: 'held shelf',
    sizes: BOTH,
    show: async (page, address) => {
      await page.goto(`${address}/w/demo/held`);
      await expect(page.locator('#content').getByRole('article').first()).toBeVisible();
    },
  },
];

/** Of Dewi, who was only mentioned. */
export const ENDED: View[] = [
  {
    view: 'access ended',
    show: async (page, address) => {
      await page.goto(`${address}/w/demo/inbox/mentioned`);
      await page
        .getByRole('list')
        .getByRole('link', { name: /Maya Kusuma/ })
        .click();
      await expect(page.getByRole('article').first()).toBeVisible();
      const mira = await Colleague.signIn(address, 'mira');
      const conversation = await mira.conversationWith('Maya Kusuma');
      await mira.does({ kind: 'end-mention', conversation, member: 'dewi' });
      await mira.leave();
      await expect(page.locator('#content').getByRole('alert')).toBeVisible();
    },
  },
];

/** What a member sets for themselves, and the bell; a new message comes meanwhile. */
export const OWN: View[] = [
  ...['profile', 'appearance', 'notifications', 'security', 'keys', 'tokens'].map((part) => ({
    view: `settings: ${part}`,
    show: async (page: Page, address: string) => {
      await page.goto(`${address}/w/demo/settings/${part}`);
      const content = page.locator('#content');
      await expect(
        content.getByRole('heading', { level: 3 }).or(content.locator('legend')).first(),
      ).toBeVisible();
    },
  })),
  {
    view: 'toast',
    sizes: [PHONE],
    show: async (page, address) => {
      // What came before the connection is told by the bell alone, and a phone shows lists without its state.
      await page.setViewportSize(WIDE);
      await page.goto(`${address}/w/demo/inbox/assigned`);
      await expect(page.getByRole('status').filter({ hasText: /^(Live|Tersambung)/ })).toBeVisible();
      await page.setViewportSize(PHONE);
      await expect(bell(page)).toBeVisible();
      await writes(address, 'Budi Hartono', 'Do you repair gears?');
      await expect(toasts(page).getByRole('link')).toBeVisible();
    },
    leave: (page) => toasts(page).getByRole('button').click(),
  },
  {
    view: 'bell',
    sizes: [PHONE],
    show: async (page) => {
      await bell(page).click();
      await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
      const box = await page.getByRole('dialog').boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= PHONE.width).toBe(true);
    },
  },
];

/** What admins set up. */
export const OFFICE: View[] = [
  ...(
    [
      ['members', /^(Members|Anggota)$/],
      ['teams', /^(Teams|Tim)$/],
      ['intake', /^(Intake|Percakapan baru)$/],
      ['channels', /^Channels?$/],
      ['audit', /^Audit$/],
    ] as const
  ).map(([part, name]) => ({
    view: `settings: ${part}`,
    sizes: BOTH,
    show: async (page: Page, address: string) => {
      await page.goto(`${address}/w/demo/settings/${part}`);
      await expect(page.locator('#content').getByRole('heading', { level: 2, name })).toBeVisible();
      await expect(page.getByText(/^(Loading…|Memuat…)$/)).toHaveCount(0);
    },
  })),
  {
    view: 'settings: a mailbox to be connected',
    sizes: BOTH,
    show: async (page, address) => {
      await page.goto(`${address}/w/demo/settings/channels`);
      await page.getByText(/^(Enter the mailbox’s servers|Isi server kotak surat)$/).click();
      await expect(page.getByRole('group', { name: /IMAP/ })).toBeVisible();
    },
  },
  {
    view: 'deactivation',
    show: async (page, address) => {
      await page.goto(`${address}/w/demo/settings/members`);
      await page.getByRole('button', { name: /^(Deactivate|Nonaktifkan) Leo$/ }).click();
      await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
    },
  },
];

async function inviteTo(address: string): Promise<string> {
  const headers = { origin: address, 'content-type': 'application/json' };
  const post = (path: string, body: object, cookie = ''): Promise<Response> =>
    fetch(address + path, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(body) });
  const mira = await post('/api/demo/sign-in', { member: 'mira' });
  const cookies = mira.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const made = await post('/api/invites', { workspace: 'demo', role: 'agent' }, cookies.join('; '));
  return ((await made.json()) as { link: string }).link;
}

async function at(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading').first()).toBeVisible();
}

function bell(page: Page) {
  return page.getByRole('button', { name: /^(Notifications|Notifikasi), / });
}

function toasts(page: Page) {
  return page.getByRole('region', { name: /^(New notifications|Notifikasi baru)$/ });
}

async function escape(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
}

async function closeDialog(page: Page): Promise<void> {
  await escape(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
