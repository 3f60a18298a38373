const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A key with the modifier of this system, as tooltips and `aria-keyshortcuts` say it: `Control+B`, `Meta+B`. */
export function shortcut(key: string): string {
  return `${IS_APPLE ? 'Meta' : 'Control'}+${key}`;
}
