// Whether this device has shown a member's language and theme before: then it starts with them, and waits for nothing.

const KEY = 'estafet:settings-of';

export function isKnownHere(member: string): boolean {
  try {
    return localStorage.getItem(KEY) === member;
  } catch {
    // Without storage nothing would ever be known: better a wrong theme for a moment than to wait each time.
    return true;
  }
}

export function knowHere(member: string): void {
  try {
    localStorage.setItem(KEY, member);
  } catch {
    // See above.
  }
}

export function forgetKnown(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Then nothing was kept.
  }
}
