// Message-IDs: which of others' may stand in a header of ours, and our own, by which an answer or a bounce finds its way back.
//
// Ours is <{reply}.{token}@{domain}>. The reply's id makes it the same at every try; the token (130 bits) is the
// conversation's, and known only to who got mail of it.

import { isUuidV7, type CommandId } from '#lib/rules/ids.ts';

/** Longer ones are no use, and would make a header that servers refuse (RFC 5322, section 2.1.1). */
const ID_MAX = 250;
const ID = /^<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>$/;
const IDS = /<[^<>\s]{3,250}>/g;
/** In one mail: a long thread; more is made up. */
const REFERENCES_MAX = 100;
const OWN = /<([0-9a-f-]{36})\.([a-z2-7]{26})@[a-z0-9.-]+>/g;

/** Null for what is no Message-ID that could stand in a header. */
export function parseMessageId(text: string): string | null {
  const id = text.trim();
  return id.length <= ID_MAX && ID.test(id) ? id : null;
}

/** Every id in the text of a header, in order; of too many the last, which are the nearest. */
export function messageIdsIn(text: string): string[] {
  const ids = [...text.matchAll(IDS)].map(([id]) => parseMessageId(id)).filter((id) => id !== null);
  return ids.slice(-REFERENCES_MAX);
}

export function ownMessageId(reply: CommandId, token: string, domain: string): string {
  return `<${reply}.${token}@${domain}>`;
}

export interface OwnId {
  reply: CommandId;
  token: string;
}

/** What of a text are ids of ours, or look like it: whether the token is right, its conversation says. */
export function ownIdsIn(text: string): OwnId[] {
  const found = [...text.matchAll(OWN)].map(([, reply = '', token = '']) => ({ reply, token }));
  return found.filter(({ reply }) => isUuidV7(reply)).slice(-REFERENCES_MAX);
}
