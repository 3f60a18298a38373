import type { ConversationId, WorkspaceId } from '#lib/rules/ids.ts';

/** The conversation, beside the list that holds it for this member. */
export function noticeHref(workspace: WorkspaceId, conversation: ConversationId): string {
  return `/w/${workspace}/c/${conversation}`;
}
