export function load(): { section: 'held' } {
  return { section: 'held' };
}
