// What a menu offers, as data: the component that shows it is loaded when the first menu opens.

import type { Component } from 'svelte';

export type MenuIcon = Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;

export type MenuEntry =
  | { kind: 'action'; label: string; detail?: string; icon?: MenuIcon; danger?: boolean; act: () => void }
  | { kind: 'link'; label: string; detail?: string; icon?: MenuIcon; href: string }
  /** One of several; choosing one leaves the menu open, so that its effect is seen. */
  | {
      kind: 'choice';
      label: string;
      value: string;
      options: readonly { value: string; label: string }[];
      choose: (value: string) => void;
    }
  | { kind: 'separator' };
