// Names of things. Every id is a lower-case slug or a UUIDv7, so it is safe in a path and in a document's name.

export type WorkspaceId = string;
export type MemberId = string;
export type TeamId = string;
export type ConversationId = string;
export type ContactId = string;
export type ChannelId = string;
export type CommandId = string;
export type AttachmentId = string;

/** Who an entry of the log is by: the session's member, the customer, or the relay itself (timers, routing). */
export type Author = `member:${MemberId}` | 'contact' | 'relay';

const SLUG = /^[a-z0-9-]{1,40}$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for a slug of 1 to 40 characters, which every UUID is too. */
export function isId(value: unknown): value is string {
  // 'constructor' is the one slug that names something on every object: as a key it would find what nobody put there.
  return typeof value === 'string' && SLUG.test(value) && value !== 'constructor';
}

/** True for a UUIDv7 in its lower-case text form (RFC 9562, section 5.7). */
export function isUuidV7(value: unknown): value is string {
  return typeof value === 'string' && UUID_V7.test(value);
}

export function byMember(member: MemberId): Author {
  return `member:${member}`;
}

/**
 * What stands under an id, or null. Every look-up by an id that came from outside goes through here: plain indexing would
 * also find what every object inherits ('constructor', '__proto__'), and treat it as a member or a team.
 */
export function entryOf<T>(byId: Readonly<Record<string, T>>, id: string): T | null {
  return Object.hasOwn(byId, id) ? (byId[id] ?? null) : null;
}

/** The member behind an author, or null for the customer and the relay. */
export function memberOf(author: Author): MemberId | null {
  return author.startsWith('member:') ? author.slice('member:'.length) : null;
}
