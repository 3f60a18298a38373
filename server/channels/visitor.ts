// Who a visitor of a web chat is. A browser makes a secret for each chat page and keeps it; its hash is the visitor. So
// nobody can speak for a visitor who does not have the secret, and the relay has nothing to lose but hashes.

import { createHash } from 'node:crypto';
import { VISITOR_SUBPROTOCOL } from '#lib/doc/wire.ts';
import { isId, type ChannelId, type WorkspaceId } from '#lib/rules/ids.ts';
import { base32 } from '../accounts/secret.ts';
import type { Principal } from '../principal.ts';
import type { Channels } from './channel.ts';

/** At least 128 bits in base64url; longer than 512 bits is no secret of ours. */
const SECRET = /^[\w-]{22,86}$/;
/** Fewer different characters than this no random secret of that length has; a repeated key has. */
const DIFFERENT_MIN = 8;
/** 160 bits: ids may have 40 characters, and 32 of base32 can never be found twice. */
const VISITOR_LENGTH = 32;

/** The visitor's id; null if the secret is not of the form that a browser of ours makes. */
export function visitorOf(workspace: WorkspaceId, channel: ChannelId, secret: string): string | null {
  if (!SECRET.test(secret) || new Set(secret).size < DIFFERENT_MIN) return null;
  const hash = createHash('sha256').update(`${workspace}/${channel}/${secret}`).digest();
  return base32(hash).slice(0, VISITOR_LENGTH);
}

/**
 * Reads the subprotocol in which a visitor's socket says who it is: `visitor.{workspace}.{channel}.{secret}`.
 *
 * @returns null if it is not of that form, or there is no such channel
 */
export function identifyVisitor(subprotocol: string, channels: Pick<Channels, 'kindOf'>): Principal | null {
  if (!subprotocol.startsWith(VISITOR_SUBPROTOCOL)) return null;
  const [workspace, channel, secret, ...rest] = subprotocol.slice(VISITOR_SUBPROTOCOL.length).split('.');
  if (!isId(workspace) || !isId(channel) || secret === undefined || rest.length > 0) return null;
  if (channels.kindOf(workspace, channel) !== 'web-chat') return null;
  const visitor = visitorOf(workspace, channel, secret);
  return visitor === null ? null : { kind: 'visitor', workspace, channel, visitor };
}
