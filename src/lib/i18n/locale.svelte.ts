import { isLocale, overwriteGetLocale, type Locale } from './paraglide/runtime.js';

/** Also read by static/boot.js, before the first paint. */
const storageKey = 'estafet:locale';

/**
 * Module state, unlike everywhere else: Paraglide's messages ask one function per page for the language. Because that
 * function reads a rune, every message in a template follows a change of language at once, without a reload.
 */
let current = $state<Locale>(rememberedLocale() ?? preferredLocale());
overwriteGetLocale(() => current);

/** The language shown now, `en` or `id`; reading it in a template or `$derived` follows changes. */
export function currentLocale(): Locale {
  return current;
}

/** Shows `locale` from now on and remembers it on this device. The member's own setting is kept by whoever calls. */
export function showLocale(locale: Locale): void {
  current = locale;
  document.documentElement.lang = locale;
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function rememberedLocale(): Locale | undefined {
  try {
    const stored = localStorage.getItem(storageKey);
    return isLocale(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Before a member has chosen: the first language of the browser that we speak. */
function preferredLocale(): Locale {
  const spoken = navigator.languages.map((tag) => tag.split('-')[0]?.toLowerCase());
  return spoken.find(isLocale) ?? 'en';
}
