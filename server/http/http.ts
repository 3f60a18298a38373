// Everything that comes by HTTP: the app, the API, sign-in, and what operators look at.

import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { routePath } from 'hono/route';
import { createApi } from '../api/api.ts';
import { ApiError, errorBody, type ApiContext, type ApiPorts, type Env } from '../api/context.ts';
import { webChatOf } from '../channels/webChatSettings.ts';
import type { Config } from '../config.ts';
import { serveDemoSite } from '../demo/site.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { authRoute } from './authRoutes.ts';
import { groupOf } from '../network.ts';
import { createClientAddress, isLoopback } from './clientAddress.ts';
import { isSecret } from '../accounts/secret.ts';
import type { NoteSecurity } from '../securityLog.ts';
import { securityHeaders } from './securityHeaders.ts';
import { serveApp } from './serveApp.ts';
import { SignInLimit } from './signInLimit.ts';
import type { StaticFiles } from './staticFiles.ts';

export interface HttpPorts {
  config: Pick<Config, 'publicUrl' | 'trustedProxies' | 'metricsToken'>;
  api: ApiPorts;
  metrics: Pick<Metrics, 'text' | 'contentType'>;
  files: StaticFiles;
  /** False while nothing can be confirmed: before the relay is up and once it stops. */
  ready: () => boolean;
  logger: Logger;
}

/** Bytes of a request's body: a form, never a file. */
const BODY_MAX = 65_536;
const UPLOAD = /^\/api\/((chat-)?uploads\/|channels\/[^/]+\/files\/)/;

export function createHttp(ports: HttpPorts): Hono<Env> {
  const { config, api, metrics, files, ready, logger } = ports;
  const app = new Hono<Env>();
  app.onError((error, context) => answerError(error, context, { logger, note: api.note }));
  app.use(securityHeaders(config.publicUrl?.protocol === 'https:'));
  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', (context) => (ready() ? context.text('ready') : context.text('not ready', 503)));
  app.use(knownName(api));
  app.use(withAddress(config.trustedProxies));
  app.get('/metrics', async (context) => {
    if (!maySeeMetrics(config, context)) return context.json(errorBody('not-found', 'Not found.'), 404);
    return context.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
  });
  app.use('/api/*', noStore, limitBody(), fromOurPages(api));
  const signIns = new SignInLimit(api.clock);
  app.all('/api/auth/*', (context) => authRoute(api, signIns, context));
  app.route('/api', createApi(api));
  if (api.demo) serveDemoSite(app);
  const framedBy = (workspace: string, channel: string): readonly string[] =>
    webChatOf(api.channels, workspace, channel)?.origins ?? [];
  app.get('*', (context) => serveApp(files, context, framedBy));
  app.all('*', (context) => context.json(errorBody('not-found', 'Not found.'), 404));
  return app;
}

/** Hono measures a body that comes in pieces by a copy of the request, which cannot be made of this server's: its length has to be said. */
function limitBody(): MiddlewareHandler<Env> {
  const limit = bodyLimit({ maxSize: BODY_MAX, onError: tooLarge });
  return (context, next) => {
    const { headers, method } = context.req.raw;
    // Nothing is ever unpacked: what is small on the line and huge behind it is turned away unread.
    if ((headers.get('content-encoding') ?? 'identity') !== 'identity')
      throw new ApiError(415, 'packed', 'Send the body as it is, without Content-Encoding.');
    // Files are measured as they come (files/files.ts).
    if (method === 'PUT' && UPLOAD.test(context.req.path)) return next();
    if (headers.has('content-length')) return limit(context, next);
    if (headers.has('transfer-encoding'))
      throw new ApiError(411, 'length-required', 'Send Content-Length: how long the body is.');
    // With neither there is no body (RFC 9112, section 6.3).
    return next();
  };
}

/** Nothing of what went wrong is told: only what the API itself says is meant to be read. */
function answerError(
  error: Error,
  context: ApiContext,
  { logger, note }: { logger: Logger; note: NoteSecurity },
): Response {
  if (error instanceof ApiError) {
    noteRefusal(error, context, note);
    return context.json(errorBody(error.code, error.message), error.status);
  }
  logger.error({ part: 'http', method: context.req.method, error });
  return context.json(errorBody('failed', 'Something went wrong here. Try again.'), 500);
}

const REFUSED: ReadonlySet<number> = new Set([401, 403, 413, 429]);

/** The route and not the address: addresses of invites and resets are secrets. */
function noteRefusal({ status, code }: ApiError, context: ApiContext, note: NoteSecurity): void {
  if (!REFUSED.has(status)) return;
  const route = `${context.req.method} ${routePath(context)}`;
  note('refused', { what: 'request', status, reason: code, route, from: context.get('address') });
}

/** A name that a stranger's DNS points at us is not ours: else their page could read ours as its own. */
function knownName({ origins }: ApiPorts): MiddlewareHandler<Env> {
  return async (context, next) => {
    if (origins.answersTo(context.req.header('host'))) return next();
    const words = 'The relay is not known by this name. Set PUBLIC_URL to the address that browsers use.';
    return context.json(errorBody('unknown-name', words), 421);
  };
}

function withAddress(trustedProxies: string[]): MiddlewareHandler<Env> {
  const clientAddress = createClientAddress(trustedProxies);
  return async (context, next) => {
    const { remoteAddress } = context.env.incoming.socket;
    const address = clientAddress(remoteAddress, context.req.header('x-forwarded-for') ?? null);
    context.set('address', address);
    context.set('network', groupOf(address));
    return next();
  };
}

const noStore: MiddlewareHandler<Env> = async (context, next) => {
  await next();
  if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
};

function tooLarge(context: { json: ApiContext['json'] }): Response {
  return context.json(errorBody('too-large', `A request's body has at most ${BODY_MAX} bytes.`), 413);
}

/**
 * What changes something comes from our own pages, or from a program that sends no cookie. Browsers say where a page is
 * from with every such request, and no page can lie about it.
 */
function fromOurPages({ origins }: ApiPorts): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { method } = context.req;
    if (method === 'GET' || method === 'HEAD') return next();
    const { origin, host, cookie, 'sec-fetch-site': site } = context.req.header();
    const ours =
      origin === undefined ? cookie === undefined && site === undefined : origins.allows(origin, host);
    if (ours) return next();
    return context.json(errorBody('foreign-origin', 'This may only be done from the app itself.'), 403);
  };
}

/**
 * With a token, or from this machine. Behind a proxy everybody seems to come from this machine, so with PUBLIC_URL only
 * the token counts.
 */
function maySeeMetrics({ metricsToken, publicUrl }: HttpPorts['config'], context: ApiContext): boolean {
  const given = /^Bearer +(.*)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (metricsToken !== null && given !== undefined) return isSecret(given, metricsToken);
  return metricsToken === null && publicUrl === null && isLoopback(context.get('address'));
}
