import { error } from '@sveltejs/kit';
import type { Section } from '#lib/ui/place.svelte.ts';
import { sectionOf, type SettingsPage } from '#lib/ui/settings/sections.ts';
import type { PageLoad } from './$types';

/** The view of a part is fetched before the address changes: nothing flickers, and nobody loads what they do not open. */
export const load: PageLoad = async ({ params }): Promise<{ section: Section; settings: SettingsPage }> => {
  const found = sectionOf(params.part);
  if (!found) error(404);
  return { section: 'settings', settings: { part: found, view: (await found.load()).default } };
};
