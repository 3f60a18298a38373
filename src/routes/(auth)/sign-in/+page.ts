import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { ApiProblem, call, fetchMe } from '#lib/ui/account/api.ts';
import type { PageLoad } from './$types';

const setup = v.object({ needed: v.boolean() });

/** What the door shows: whom one may be, and whether anybody has been here at all. */
export const load: PageLoad = async ({ fetch, url }) => {
  // Only ever back into this app, never to an address that a link brought along.
  const wish = url.searchParams.get('back') ?? '';
  const back = wish.startsWith('/w/') ? wish : '/';
  try {
    const [me, { needed }] = await Promise.all([
      fetchMe(fetch),
      call('GET', '/api/setup', undefined, fetch).then((answer) => v.parse(setup, answer)),
    ]);
    if (needed) redirect(302, '/setup');
    return { back, me };
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem;
    return { back, me: null };
  }
};
