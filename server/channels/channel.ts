// How customers reach a workspace. A channel turns an incoming message into `receive-message`, and a reply that the relay
// accepted into something the customer gets.

import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';

/** `web-chat`: the chat page; its replies are delivered with the very commit that accepts them, as a document. */
export type ChannelKind = 'web-chat';

/** The channels that workspaces have set up. */
export interface Channels {
  kindOf(workspace: WorkspaceId, channel: ChannelId): ChannelKind | null;
  of(workspace: WorkspaceId): ChannelId[];
}
