import { redirect } from '@sveltejs/kit';
import { rememberedAccount } from '#lib/ui/account/account.ts';
import { HOME, listHref } from '#lib/ui/list/lists.ts';

/** To my first workspace, or to the door. */
export function load(): never {
  const [first] = rememberedAccount()?.memberships ?? [];
  redirect(302, first ? listHref(first.workspace, HOME) : '/sign-in');
}
