/** On a phone the navigation fills the screen; on wider ones it stands beside my own list. */
export function load(): { section: 'navigation' } {
  return { section: 'navigation' };
}
