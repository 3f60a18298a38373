// How a file's name travels in a header: RFC 6266, with RFC 5987 for what is not ASCII.

import { safeFileName } from '#lib/rules/fileName.ts';

/** What RFC 5987 takes unencoded (attr-char); encodeURIComponent leaves more. */
const LEFT_BY_ENCODING = /['()*]/g;

export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const safe = safeFileName(name);
  const plain = safe.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\%;]/g, '_');
  const encoded = encodeURIComponent(safe).replaceAll(
    LEFT_BY_ENCODING,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
