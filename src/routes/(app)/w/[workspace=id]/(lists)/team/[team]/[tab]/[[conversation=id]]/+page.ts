import { error } from '@sveltejs/kit';
import { parseTeamList } from '#lib/ui/list/lists.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) => {
  const list = parseTeamList(params.team, params.tab);
  if (!list) error(404);
  return { list };
};
