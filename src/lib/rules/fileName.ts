// Names of files, as they may be shown and written to a disk: one line, no way out of a folder, nothing that hides what comes
// behind it.

/** What file systems take. */
export const FILE_NAME_MAX = 255;

/** Controls, line and paragraph separators, and what turns the direction of text: `invoice‮fdp.exe` reads as a PDF. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** No replica of a text with one of these is like another. */
const LONE_SURROGATE = /\p{Cs}/gu;
/** What a file system of some kind does not take. */
const UNFIT = /[<>:"|?*]/g;

/** @param fallback for a name of which nothing is left */
export function safeFileName(name: string, fallback = 'file'): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replaceAll(LONE_SURROGATE, '_')
    .replaceAll(HIDDEN, '')
    .replaceAll(UNFIT, '_')
    .trim()
    // Hidden files, and the folders `.` and `..`.
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '');
  if (clean === '') return fallback;
  return clean.length <= FILE_NAME_MAX ? clean : shortened(clean);
}

/** What a file is for stands at its end. */
function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
  return `${name.slice(0, FILE_NAME_MAX - ending.length)}${ending}`.replaceAll(LONE_SURROGATE, '_');
}
