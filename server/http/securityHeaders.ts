// What every response says to the browser about itself.

import type { Context, MiddlewareHandler } from 'hono';

/** Nothing that the API answers is ever a page. */
const NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'";
/** What the shell's own policy says, for a build that has none. */
const FALLBACK_POLICY =
  "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";

const ALWAYS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  // Addresses carry the ids of conversations and, once, the token of an invite.
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': NOT_A_PAGE,
};

/** @param https where it is known that browsers come by https, they are told never to come otherwise */
export function securityHeaders(https: boolean): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(ALWAYS)) {
      if (!context.res.headers.has(name)) context.header(name, value);
    }
    if (https) context.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  };
}

/**
 * The policy of the app's files: that of its <meta>, and that nobody may put it into a frame, which a <meta> cannot say.
 * Both hold at once, so the header repeats the hash of the inline script. The customers' chat page is no exception: it is
 * for a window of its own.
 */
export function allowApp(context: Context, policy: string | null): void {
  context.header('Content-Security-Policy', `${policy ?? FALLBACK_POLICY}; frame-ancestors 'none'`);
  context.header('X-Frame-Options', 'DENY');
}

/**
 * The one page that is made for a frame: a channel's chat, on the sites that an admin named, and on our own pages.
 * X-Frame-Options knows no list, so it says nothing here; every browser that has the app's other parts knows the policy.
 *
 * @param origins as `webChatSettings` takes them: nothing in them ends a directive
 */
export function allowFrame(context: Context, policy: string | null, origins: readonly string[]): void {
  const ancestors = ["'self'", ...origins].join(' ');
  context.header('Content-Security-Policy', `${policy ?? FALLBACK_POLICY}; frame-ancestors ${ancestors}`);
}

/** A script that pages of other sites load by its address. */
export function allowElsewhere(context: Context): void {
  context.header('Cross-Origin-Resource-Policy', 'cross-origin');
}
