// Who is at the other end of a stream, as the relay established it. Nothing that a client says changes it.

import type { ChannelId, MemberId, WorkspaceId } from '#lib/rules/ids.ts';

export type Principal =
  | { kind: 'member'; workspace: WorkspaceId; member: MemberId }
  | {
      kind: 'visitor';
      workspace: WorkspaceId;
      channel: ChannelId;
      visitor: string;
      /** The IP address that they come from, for limits only. */
      address?: string;
    };

/** The other end of one stream. A room knows no more of sockets than this. */
export interface Peer {
  /** The stream is open; what follows is the y-websocket protocol. */
  opened(epoch: number): void;
  send(payload: Uint8Array): void;
  /** The stream is over, with a code of wire.ts. */
  close(code: number, reason: string): void;
}

/** One open stream, for the socket that carries it. */
export interface Stream {
  /** One message of the y-websocket protocol, as it came. */
  receive(payload: Uint8Array): void;
  /** The other end closed the stream or is gone. */
  end(): void;
}
