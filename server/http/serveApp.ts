// Serves the built app: its files, and its one page for every address that is none of them.

import type { ApiContext } from '../api/context.ts';
import { allowApp, allowElsewhere, allowFrame } from './securityHeaders.ts';
import type { StaticFile, StaticFiles } from './staticFiles.ts';

/** What companies put on their own sites. Its address is for ever: it stands on pages that we do not know. */
const WIDGET = '/widget.js';
/**
 * An hour; after that a week in which the old one is used while the new one is fetched, so that the button is there at once,
 * and also while the relay is not.
 */
const WIDGET_CACHE = 'public, max-age=3600, stale-while-revalidate=604800, stale-if-error=604800';
const EMBEDDED = /^\/embed\/([^/]+)\/([^/]+)$/;

/** @param framedBy origins that may show a channel's chat in a frame, beside our own */
export function serveApp(
  files: StaticFiles,
  context: ApiContext,
  framedBy: (workspace: string, channel: string) => readonly string[],
): Response {
  const { path } = context.req;
  const file = files.find(path) ?? (isFileName(path) ? null : files.shell);
  if (file) {
    const [, workspace, channel] = EMBEDDED.exec(path) ?? [];
    if (workspace === undefined || channel === undefined) allowApp(context, files.policy);
    else allowFrame(context, files.policy, framedBy(workspace, channel));
    if (path === WIDGET) allowElsewhere(context);
    return send(path === WIDGET ? { ...file, cacheControl: WIDGET_CACHE } : file, context);
  }
  if (files.shell) return context.text('Not found', 404);
  return context.text('The app is not built yet: npm run build', 503);
}

/** A page's address has no dot in its last part. A missing script must not be answered with a page that is then cached. */
function isFileName(path: string): boolean {
  return path.startsWith('/_app/') || path.slice(path.lastIndexOf('/')).includes('.');
}

function send(file: StaticFile, context: ApiContext): Response {
  context.header('ETag', file.etag);
  context.header('Cache-Control', file.cacheControl);
  context.header('Vary', 'Accept-Encoding');
  if (context.req.header('if-none-match') === file.etag) return context.body(null, 304);
  context.header('Content-Type', file.type);
  const compressed = acceptsBrotli(context) ? file.compressed() : null;
  if (!compressed) return context.body(file.body);
  context.header('Content-Encoding', 'br');
  return context.body(compressed);
}

function acceptsBrotli(context: ApiContext): boolean {
  return /(^|,)\s*br\s*(,|;(?!\s*q=0(\.0*)?\s*(,|$))|$)/.test(context.req.header('accept-encoding') ?? '');
}
