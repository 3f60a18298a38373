import { redirect } from '@sveltejs/kit';
import { rememberedAccount, type Account } from '#lib/ui/account/account.ts';
import { ApiProblem, fetchMe } from '#lib/ui/account/api.ts';
import type { LayoutLoad } from './$types';

/** Who I am in this workspace. What the device remembers is enough to open it; only a device that knows nobody asks first. */
export const load: LayoutLoad = async ({ fetch, params, url }) => {
  const account = rememberedAccount() ?? (await ask(fetch));
  const membership = account?.memberships.find(({ workspace }) => workspace === params.workspace);
  if (!account || !membership) redirect(302, `/sign-in?back=${encodeURIComponent(url.pathname)}`);
  return { account, member: membership.member };
};

async function ask(send: typeof fetch): Promise<Account | null> {
  try {
    return (await fetchMe(send)).account;
  } catch (problem) {
    if (problem instanceof ApiProblem) return null;
    throw problem;
  }
}
