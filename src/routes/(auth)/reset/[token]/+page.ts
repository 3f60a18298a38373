import * as v from 'valibot';
import { ApiProblem, call } from '#lib/ui/account/api.ts';
import type { PageLoad } from './$types';

const person = v.object({ name: v.string(), email: v.string() });

/** Who chooses a new password; the problem, if the link leads nowhere. */
export const load: PageLoad = async ({ fetch, params }) => {
  const address = `/api/resets/${encodeURIComponent(params.token)}`;
  try {
    return { address, person: v.parse(person, await call('GET', address, undefined, fetch)), problem: null };
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem;
    return { address, person: null, problem };
  }
};
