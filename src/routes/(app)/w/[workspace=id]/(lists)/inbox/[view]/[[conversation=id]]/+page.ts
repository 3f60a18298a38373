import { error } from '@sveltejs/kit';
import { parsePersonalList } from '#lib/ui/list/lists.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) => {
  const list = parsePersonalList(params.view);
  if (!list) error(404);
  return { list };
};
