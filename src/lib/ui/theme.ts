/** `system` follows the operating system; the other two override it on this device. */
export type Theme = 'system' | 'light' | 'dark';

/** Also read by static/boot.js, before the first paint. */
const storageKey = 'estafet:theme';

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** Shows `theme` from now on and remembers it on this device; src/app.css does the rest. */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function forgetTheme(): void {
  try {
    localStorage.removeItem(storageKey);
  } catch {
    // Then nothing was kept.
  }
}
