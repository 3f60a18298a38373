import { isLocale, overwriteGetLocale, type Locale } from './paraglide/runtime.js';

/** Also read by static/boot.js, before the first paint. */
const storageKey = 'estafet:locale';

/**
 * Module state, unlike everywhere else: Paraglide's messages ask one function per page for the language. Because that
 * function reads a rune, every message in a template follows a change of language at once, without a reload.
 */
let current = $state<Locale>(rememberedLocale() ?? preferredLocale());
/** What the member who is signed in has chosen; undefined where they have not. */
let chosen = $state.raw<(() => Locale | undefined) | null>(null);
overwriteGetLocale(currentLocale);

/** The language shown now, `en` or `id`; reading it in a template or `$derived` follows changes. */
export function currentLocale(): Locale {
  return chosen?.() ?? current;
}

/** Shows `locale` from now on and remembers it on this device. The member's own setting is kept by whoever calls. */
export function showLocale(locale: Locale): void {
  current = locale;
  keepLocale(locale);
}

/** Shows `locale` where nobody has chosen one in this browser: what a site wishes, and no visitor's choice. */
export function suggestLocale(locale: string | null): void {
  if (!isLocale(locale) || rememberedLocale()) return;
  current = locale;
  document.documentElement.lang = locale;
}

/** Shows what `of` says from now on, as it changes; the result ends it, and leaves what was shown last. */
export function followLocale(of: () => Locale | undefined): () => void {
  chosen = of;
  return () => {
    if (chosen !== of) return;
    current = currentLocale();
    chosen = null;
  };
}

/** For the next start, before anybody knows who is there. */
export function keepLocale(locale: Locale): void {
  document.documentElement.lang = locale;
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** The next to sit here is asked by the browser's own language again. */
export function forgetLocale(): void {
  try {
    localStorage.removeItem(storageKey);
  } catch {
    // Then nothing was kept.
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
