// What a mail is: a person's, a machine's, or a mail server's news that a reply of ours did not arrive. Machines are not answered
// and begin no conversations, or two of them would write to each other for ever.

import type { Attachment } from 'mailparser';
import { oneLine } from './mailText.ts';
import { ownIdsIn, type OwnId } from './messageIds.ts';

export type MailKind =
  | { kind: 'message' }
  /** Written by a machine: a holiday's notice, a newsletter, a receipt. */
  | { kind: 'automatic' }
  /** Some of ours did not arrive, for good. `ids`: what in it looks like ids of ours. */
  | { kind: 'bounce'; ids: OwnId[]; reason: string };

/** The first header of that name, in one line; null if there is none. */
export type HeaderOf = (name: string) => string | null;

const REASON_MAX = 150;
/** Of each part of a report: more than any server writes. */
const REPORT_MAX = 100_000;
const BULK = /^(bulk|list|junk|auto_reply)\b/i;

export function kindOfMail(header: HeaderOf, parts: readonly Attachment[]): MailKind {
  const type = header('content-type') ?? '';
  if (/^multipart\/report\b/i.test(type)) {
    return /report-type="?delivery-status/i.test(type) ? deliveryReport(parts) : { kind: 'automatic' };
  }
  return isAutomatic(header) ? { kind: 'automatic' } : { kind: 'message' };
}

/** RFC 3834, and what was usual before it and beside it. */
function isAutomatic(header: HeaderOf): boolean {
  const submitted = header('auto-submitted');
  if (submitted !== null && !/^no\b/i.test(submitted)) return true;
  if (BULK.test(header('precedence') ?? '')) return true;
  if (['x-auto-response-suppress', 'x-autoreply', 'x-autorespond', 'list-id'].some((name) => header(name)))
    return true;
  // Whoever wants no bounces is no person.
  return /^<\s*>$/.test(header('return-path') ?? '');
}

/** RFC 3464. A delay is no failure: the server still tries. */
function deliveryReport(parts: readonly Attachment[]): MailKind {
  const text = (type: RegExp): string =>
    parts
      .filter(({ contentType }) => type.test(contentType))
      .map(({ content }) => content.subarray(0, REPORT_MAX).toString('latin1'))
      .join('\n');
  const status = text(/^message\/(global-)?delivery-status$/i);
  if (!/^action:\s*failed\b/im.test(status)) return { kind: 'automatic' };
  const original = text(/^(message\/(rfc822|global)|text\/rfc822-headers|message\/global-headers)$/i);
  const code = fieldIn(status, 'status');
  const diagnosis = fieldIn(status, 'diagnostic-code').replace(/^smtp\s*;\s*/i, '');
  return {
    kind: 'bounce',
    ids: ownIdsIn(unfolded(original)),
    reason: oneLine(diagnosis === '' ? `status ${code}` : diagnosis, REASON_MAX),
  };
}

function fieldIn(text: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(unfolded(text))?.[1]?.trim() ?? '';
}

function unfolded(text: string): string {
  return text.replaceAll(/\r?\n[ \t]+/g, ' ');
}
