/** On the app's icon, where it was put on the device and the system shows such a thing. */
export function showBadge(count: number): void {
  if (!('setAppBadge' in navigator)) return;
  const shown = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  // Not every system lets us, and the number is in the title as well.
  shown.catch(() => undefined);
}
