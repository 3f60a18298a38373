// Where, in a mail's text, what its writer said ends and what their program put below it begins: the mail that they answer, and
// a signature. It is folded in the timeline, never dropped.

/** `rest` is '' where there is nothing below. */
export interface MailParts {
  said: string;
  rest: string;
}

/** RFC 3676, section 4.3; some programs lose the space. */
const SIGNATURE = /^-- ?$/;
const QUOTED = /^\s*>/;
/** Above the mail that is answered, in the ways and languages of the usual programs. */
const SEPARATOR =
  /^\s*(-{2,}\s*(original message|forwarded message|pesan asli|pesan terusan)\s*-{2,}|_{10,}|begin forwarded message:)\s*$/i;
/** "On … Leo wrote:", "Pada … Leo menulis:", on one line or broken once. */
const WROTE =
  /^\s*(on|pada|am|le|el|op|den)\b.{5,300}(wrote|menulis|schrieb|a écrit|escribió|schreef|skrev)\s*:\s*$/i;
/** Outlook: a few headers of the mail, one beside the other. */
const HEADER = /^\s*\*?(from|dari|von|de)\s*:\*?\s.*[@<]/i;
const NEXT_HEADER =
  /^\s*\*?(sent|date|to|subject|cc|dikirim|tanggal|kepada|untuk|subjek|gesendet|an|betreff)\s*:/i;

export function splitMail(text: string): MailParts {
  const lines = text.split('\n');
  const cut = cutAt(lines);
  const said = lines.slice(0, cut).join('\n').trimEnd();
  // A mail that is nothing but a quotation is shown as it is.
  if (said.trim() === '') return { said: text, rest: '' };
  return { said, rest: lines.slice(cut).join('\n').trim() };
}

function cutAt(lines: readonly string[]): number {
  for (const [index, line] of lines.entries()) {
    if (SIGNATURE.test(line) || SEPARATOR.test(line)) return index;
    if (isIntroduction(lines, index)) return index;
    if (HEADER.test(line) && NEXT_HEADER.test(lines[index + 1] ?? '')) return index;
  }
  return quotedTail(lines);
}

/** Without what was said, `wrote:` is only a sentence: a quotation has to follow. */
function isIntroduction(lines: readonly string[], index: number): boolean {
  for (const many of [1, 2]) {
    if (!WROTE.test(lines.slice(index, index + many).join(' '))) continue;
    const next = lines.slice(index + many).find((line) => line.trim() !== '');
    if (next !== undefined && QUOTED.test(next)) return true;
  }
  return false;
}

/** Where the quoted lines at the very end begin; answers between quoted lines stay where they are. */
function quotedTail(lines: readonly string[]): number {
  let cut = lines.length;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    if (QUOTED.test(line)) cut = index;
    else if (line.trim() !== '') break;
  }
  return cut;
}
