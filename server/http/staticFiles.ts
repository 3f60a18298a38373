// The built app, read once at start. Addresses are looked up, never joined to a path, so none leads out of the folder.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

export interface StaticFile {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
  cacheControl: string;
  /** The body in Brotli, made when first asked for; null where it would gain nothing. */
  compressed(): Uint8Array<ArrayBuffer> | null;
}

export interface StaticFiles {
  /** @param path of the address, for example `/icon.svg` */
  find(path: string): StaticFile | null;
  /** The one page of the app, for every address that is no file; null if the app is not built. */
  shell: StaticFile | null;
  /** The policy in the shell's <meta>, which names the hash of its one inline script; null without one. */
  policy: string | null;
}

const SHELL = '/200.html';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = /^text\/|json|svg/;
/** Below this, the headers weigh more than what is gained. */
const COMPRESS_MIN = 1_024;
/** 0 to 11: at 5 a large script takes 10 ms, once, and is within a tenth of the smallest. */
const BROTLI_QUALITY = 5;

/** @param folder of the build; if it is missing there are no files */
export function loadStaticFiles(folder: string): StaticFiles {
  const files = new Map(pathsIn(folder).map((path) => [path, readStaticFile(folder, path)]));
  const shell = files.get(SHELL) ?? null;
  files.delete(SHELL);
  return { find: (path) => files.get(path) ?? null, shell, policy: shell && policyOf(shell) };
}

function pathsIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length - 1));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function readStaticFile(folder: string, path: string): StaticFile {
  const body = Uint8Array.from(readFileSync(join(folder, path)));
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const worthIt = COMPRESSIBLE.test(type) && body.length >= COMPRESS_MIN;
  let compressed: Uint8Array<ArrayBuffer> | null = null;
  return {
    body,
    type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    // What is immutable carries the hash of its content in its name; the rest is asked for again, and answered by 304.
    cacheControl: path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    compressed: () => (worthIt ? (compressed ??= compress(body)) : null),
  };
}

function compress(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  return Uint8Array.from(brotliCompressSync(body, { params }));
}

function policyOf(shell: StaticFile): string | null {
  const html = new TextDecoder().decode(shell.body);
  return /<meta http-equiv="content-security-policy" content="([^"]*)"/i.exec(html)?.[1] ?? null;
}
