import { m } from '#lib/i18n/paraglide/messages.js';
import type { Card } from '#lib/rules/conversation.ts';
import { memberOf, type MemberId } from '#lib/rules/ids.ts';
import type { Names } from '../names.ts';

/** The newest message in one line, with who wrote it unless it was the customer. */
export function previewOf(card: Card, me: MemberId, names: Names): string {
  const { lastPublic } = card;
  if (!lastPublic) return m.no_messages_yet();
  const text = lastPublic.text.replaceAll(/\s+/g, ' ').trim() || m.attachment_only();
  const author = memberOf(lastPublic.by);
  if (author === null) return text;
  return m.preview_by({ by: author === me ? m.you_subject() : names.subject(author), text });
}
