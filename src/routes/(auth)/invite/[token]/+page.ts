import * as v from 'valibot';
import { ApiProblem, call, fetchMe } from '#lib/ui/account/api.ts';
import type { PageLoad } from './$types';

const invitation = v.object({
  workspace: v.string(),
  name: v.string(),
  role: v.picklist(['admin', 'agent']),
  invitedBy: v.nullable(v.string()),
  expiresAt: v.number(),
});

/** What the invite is for, and who opens it; the problem, if it leads nowhere. */
export const load: PageLoad = async ({ fetch, params }) => {
  try {
    const [invite, me] = await Promise.all([
      call('GET', `/api/invites/${encodeURIComponent(params.token)}`, undefined, fetch).then((answer) =>
        v.parse(invitation, answer),
      ),
      fetchMe(fetch),
    ]);
    return { token: params.token, invite, account: me.account, problem: null };
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem;
    return { token: params.token, invite: null, account: null, problem };
  }
};
