// Keys that act anywhere on the page, as long as nobody is typing.

/** True while letters belong to what has the focus: fields, dialogs, menus and what is just opening one. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"], dialog, [aria-expanded="true"]',
    ) !== null
  );
}

/** True where Enter already does something of its own. */
export function isActivated(event: KeyboardEvent): boolean {
  const { target } = event;
  return target instanceof Element && target.closest('a, button, summary, [role="tab"]') !== null;
}

export function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Where a key leads in a list of `length`: the new index, or null if the key does not move. `current` is -1 before the first. */
export function stepTo(key: string, current: number, length: number): number | null {
  if (length === 0) return null;
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return Math.min(current + 1, length - 1);
    case 'k':
    case 'ArrowUp':
      return Math.max(current - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}
