// The customer's side of a conversation: `{w}/chat/{visitor}`. Only what was said in public, by display name.

import type * as Y from 'yjs';
import { ROOT, type ChatContent, type ChatEntry } from './schema.ts';

export function readChat(doc: Y.Doc): ChatContent {
  const meta = doc.getMap(ROOT.meta).toJSON() as Partial<ChatContent['meta']>;
  return {
    meta: { epoch: meta.epoch ?? 0, team: meta.team ?? '' },
    timeline: doc.getArray<ChatEntry>(ROOT.timeline).toArray(),
  };
}

export function writeChatMeta(doc: Y.Doc, meta: ChatContent['meta']): void {
  const map = doc.getMap<unknown>(ROOT.meta);
  for (const [key, value] of Object.entries(meta)) if (map.get(key) !== value) map.set(key, value);
}

export function clearChat(doc: Y.Doc): void {
  const timeline = doc.getArray<ChatEntry>(ROOT.timeline);
  timeline.delete(0, timeline.length);
}

export function appendChat(doc: Y.Doc, entry: ChatEntry): void {
  doc.getArray<ChatEntry>(ROOT.timeline).push([entry]);
}
