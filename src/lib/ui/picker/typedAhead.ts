// What somebody typed for a list that was still on its way: a hand that knows "A, Leo, Enter" is faster than any panel opens.

import { createContext } from 'svelte';
import { hasModifier } from '../keys.ts';

export const [getTypedAhead, setTypedAhead] = createContext<TypedAhead>();

/** The text field that the keys were meant for. `press`: keys that move and choose. */
export interface AheadField {
  type: (text: string) => void;
  press: (event: KeyboardEvent) => void;
}

export class TypedAhead {
  #keys: string[] = [];

  /** Takes the key if it means something to a field with a list; nothing else happens by it then. */
  keep(event: KeyboardEvent): boolean {
    if (hasModifier(event) || !(event.key.length === 1 || isListKey(event.key))) return false;
    event.preventDefault();
    // The key that opens a panel may be held a little longer than it takes.
    if (!event.repeat) this.#keys.push(event.key);
    return true;
  }

  clear(): void {
    this.#keys = [];
  }

  /** Once: what was kept, in its order. */
  giveTo(field: AheadField): void {
    const keys = this.#keys;
    this.clear();
    for (const key of keys) {
      if (key.length === 1) field.type(key);
      else field.press(new KeyboardEvent('keydown', { key, cancelable: true }));
    }
  }
}

function isListKey(key: string): boolean {
  return key === 'Enter' || key === 'ArrowDown' || key === 'ArrowUp';
}
