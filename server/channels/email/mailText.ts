// What a mail says, as text that a timeline shows. Nothing of a mail's HTML is ever rendered.

import { TEXT_MAX } from '#lib/rules/limits.ts';

const SUBJECT_MAX = 200;
/** At the end of a text that was too long for a message; the mailbox still has all of it. */
const CUT = '\n[…]';
/** Of HTML without a text that could be made of it: enough to see what it is. */
const CRUDE_MAX = 100_000;

/** Line ends as everywhere, no control characters, no screens full of nothing. */
export function plainText(text: string): string {
  const plain = text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    // Where HTML had a picture that is not shown.
    .replaceAll(/\[(cid|data):[^\]\s]*\]/g, '')
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{4,}/g, '\n\n\n')
    .toWellFormed()
    .trim();
  return plain.length <= TEXT_MAX
    ? plain
    : plain.slice(0, TEXT_MAX - CUT.length).replace(/[\uD800-\uDBFF]$/, '') + CUT;
}

/** For headers and names: one line, without what would turn the text around it to the other side. */
export function oneLine(text: string, max: number): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed();
}

export function plainSubject(subject: string): string {
  return oneLine(subject, SUBJECT_MAX);
}

/** `Re: ` once, whatever language the other side's program writes it in. */
export function replySubject(subject: string): string {
  const bare = subject.replace(/^((re|aw|sv|vs|antw|bls|balas|ref|回复|答复)(\[\d+\])?\s*[:：]\s*)+/i, '');
  return plainSubject(`Re: ${bare}`);
}

/** Of HTML that no parser could read: tags out, the rest as it stands. It is shown as text, so nothing can come of it. */
export function crudeText(html: string): string {
  return html
    .slice(0, CRUDE_MAX)
    .replaceAll(/<(script|style)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replaceAll(/<[^>]{0,2000}>/g, ' ')
    .replaceAll(/[^\S\n]+/g, ' ');
}
