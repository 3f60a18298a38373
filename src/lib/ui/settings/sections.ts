// The parts of the settings: a table, in the order in which they are shown. To add one, add a line. Each part's view is
// loaded when it is opened; it stands in a pane with its heading, and puts what belongs together into a SettingsGroup.

import Bell from '@lucide/svelte/icons/bell';
import Fingerprint from '@lucide/svelte/icons/fingerprint-pattern';
import KeyRound from '@lucide/svelte/icons/key-round';
import Inbox from '@lucide/svelte/icons/inbox';
import Keyboard from '@lucide/svelte/icons/keyboard';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import Network from '@lucide/svelte/icons/network';
import Palette from '@lucide/svelte/icons/palette';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import UserRound from '@lucide/svelte/icons/user-round';
import Users from '@lucide/svelte/icons/users';
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
    id: 'security',
    label: m.settings_security,
    icon: Fingerprint,
    admin: false,
    load: () => import('./Security.svelte'),
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
  {
    id: 'members',
    label: m.settings_workspace_members,
    icon: Users,
    admin: true,
    load: () => import('./admin/Members.svelte'),
  },
  {
    id: 'teams',
    label: m.settings_teams,
    icon: Network,
    admin: true,
    load: () => import('./admin/Teams.svelte'),
  },
  {
    id: 'intake',
    label: m.settings_intake,
    icon: Inbox,
    admin: true,
    load: () => import('./admin/IntakeSettings.svelte'),
  },
  {
    id: 'channels',
    label: m.settings_channels,
    icon: MessagesSquare,
    admin: true,
    load: () => import('./admin/ChannelSettings.svelte'),
  },
  {
    id: 'audit',
    label: m.settings_audit,
    icon: ScrollText,
    admin: true,
    load: () => import('./audit/Audit.svelte'),
  },
];

/** The first one where the address names none; null for one that does not exist. */
export function sectionOf(id: string | undefined): SettingsPart | null {
  return id === undefined ? PROFILE : (SETTINGS.find((part) => part.id === id) ?? null);
}
