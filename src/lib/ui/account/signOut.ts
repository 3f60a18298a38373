// Leaving this device: nothing of the account stays on it, in whichever workspace.

import { browserEnvironment } from '#lib/doc/client/browser.ts';
import { countUnsent, leaveBehind } from '#lib/doc/client/leftBehind.ts';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import { forgetLocale } from '#lib/i18n/locale.svelte.ts';
import { forgetKnown } from '../nav/knownMember.ts';
import { forgetTheme } from '../theme.ts';
import type { Account, Membership } from './account.ts';
import { signOut } from './api.ts';

/** How much work of mine is on this device only, in workspaces other than the open one. */
export async function unsentElsewhere(account: Account, open: Workspace | null): Promise<number> {
  const environment = browserEnvironment();
  const counts = closed(account, open).map(({ workspace, member }) =>
    countUnsent(environment, workspace, member),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** What this device holds goes first: should the relay not answer, nobody who finds the device finds the conversations. */
export async function leaveDevice(account: Account, open: Workspace | null): Promise<void> {
  const environment = browserEnvironment();
  await open?.wipe();
  for (const { workspace, member } of closed(account, open)) {
    await leaveBehind(environment, workspace, member);
  }
  forgetTheme();
  forgetLocale();
  forgetKnown();
  await signOut();
  // A whole new page: no memory of the one before survives it.
  location.assign('/sign-in');
}

function closed({ memberships }: Account, open: Workspace | null): Membership[] {
  return memberships.filter(({ workspace }) => workspace !== open?.id);
}
