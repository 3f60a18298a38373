import type { WorkspaceId } from '#lib/rules/ids.ts';

/** The address of a part of the settings; without one, of their list, with the first part beside it where there is room. */
export function settingsHref(workspace: WorkspaceId, part?: string): string {
  return `/w/${workspace}/settings${part === undefined ? '' : `/${part}`}`;
}
