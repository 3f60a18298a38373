// The parts of the settings: a table, in the order in which they are shown. To add one, add a line. Each part's view is
// loaded when it is opened; it stands in a pane with its heading, and puts what belongs together into a SettingsGroup.

import Bell from '@lucide/svelte/icons/bell';
import KeyRound from '@lucide/svelte/icons/key-round';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Palette from '@lucide/svelte/icons/palette';
import UserRound from '@lucide/svelte/icons/user-round';
import type { Component } from 'svelte';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { MenuIcon } from '../menu/menu.ts';

export interface SettingsPart {
  /** In the address: /w/{workspace}/settings/{id}. */
  id: string;
  label: () => string;
  icon: MenuIcon;
  /** Of the workspace, and not shown to agents; the others are each member's own. */
  admin: boolean;
  load: () => Promise<{ default: Component }>;
}

export interface SettingsPage {
  part: SettingsPart;
  view: Component;
}

const PROFILE: SettingsPart = {
  id: 'profile',
  label: m.settings_profile,
  icon: UserRound,
  admin: false,
  load: () => import('./Profile.svelte'),
};

export const SETTINGS: readonly SettingsPart[] = [
  PROFILE,
  {
    id: 'appearance',
    label: m.settings_appearance,
    icon: Palette,
    admin: false,
    load: () => import('./Appearance.svelte'),
  },
  {
    id: 'notifications',
    label: m.settings_notifications,
    icon: Bell,
    admin: false,
    load: () => import('./Notifications.svelte'),
  },
  {
    id: 'keys',
    label: m.settings_keys,
    icon: Keyboard,
    admin: false,
    load: () => import('./Keys.svelte'),
  },
  {
    id: 'tokens',
    label: m.settings_tokens,
    icon: KeyRound,
    admin: false,
    load: () => import('./Tokens.svelte'),
  },
];

/** The first one where the address names none; null for one that does not exist. */
export function sectionOf(id: string | undefined): SettingsPart | null {
  return id === undefined ? PROFILE : (SETTINGS.find((part) => part.id === id) ?? null);
}
