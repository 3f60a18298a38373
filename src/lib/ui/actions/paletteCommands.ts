// The commands of the palette: the table's actions as far as something offers them, and where one can go.

import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import { currentLocale } from '#lib/i18n/locale.svelte.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { WantedStatus } from '#lib/rules/command.ts';
import { may } from '#lib/rules/access.ts';
import { isAdmin } from '#lib/rules/directory.ts';
import { snoozeOptions } from '../conversation/snooze.ts';
import { snoozeLabel } from '../conversation/snoozeLabel.ts';
import { listHref } from '../list/lists.ts';
import { fullLabel } from '../nav/listLabel.ts';
import type { MemberSettings } from '../nav/memberSettings.svelte.ts';
import { navigationOf } from '../nav/navigation.ts';
import type { OptionGroup } from '../picker/options.ts';
import type { Place } from '../place.svelte.ts';
import type { Reader } from '../reader.svelte.ts';
import { SETTINGS } from '../settings/sections.ts';
import { settingsHref } from '../settings/settingsHref.ts';
import type { Actions } from './actions.svelte.ts';
import { ACTIONS, ACTION_IDS, keyName, type ActionGroup } from './actionTable.ts';
import { groupLabel } from './groupLabel.ts';
import type { PaletteOption } from './paletteOptions.ts';

export interface Surroundings {
  workspace: Workspace;
  actions: Actions;
  place: Place;
  settings: MemberSettings;
  reader: Reader;
  goTo: (href: string) => void;
}

export function paletteCommands(here: Surroundings): OptionGroup<PaletteOption>[] {
  return [
    {
      id: 'conversation',
      heading: groupLabel('conversation'),
      options: [...offered(here, 'conversation'), ...snoozes(here)],
    },
    { id: 'places', heading: m.actions_go_to(), options: places(here) },
    {
      id: 'app',
      heading: groupLabel('app'),
      options: [...offered(here, 'app'), ...offered(here, 'list'), ...appearance(here)],
    },
  ];
}

function offered({ actions }: Surroundings, group: ActionGroup): PaletteOption[] {
  return ACTION_IDS.flatMap((id) => {
    const entry = ACTIONS[id];
    const offer = actions.get(id);
    if (!offer || entry.group !== group) return [];
    const keys = entry.key === null ? {} : { keys: [keyName(entry.key)] };
    const label = offer.label?.() ?? entry.label();
    return [{ id, label, ...keys, blocked: offer.blocked?.() ?? null, choose: () => offer.run() }];
  });
}

function snoozes({ workspace, place, reader }: Surroundings): PaletteOption[] {
  const conversation = place.conversation;
  const card = conversation === null ? null : workspace.card(conversation);
  if (conversation === null || card?.status.kind !== 'open') return [];
  const blocked = may(workspace.access(card), 'change-status') ? null : m.may_not_change_status();
  return snoozeOptions(workspace.now).map(({ kind, until }) => ({
    id: `snooze ${kind}`,
    label: m.action_snooze({ until: snoozeLabel(kind) }),
    detail: reader.when(until),
    blocked,
    choose: () => {
      const status: WantedStatus = { kind: 'snoozed', until };
      void workspace.send({ kind: 'set-status', conversation, status });
    },
  }));
}

function places({ workspace, reader, goTo }: Surroundings): PaletteOption[] {
  const { personal, teams, workspace: shared } = navigationOf(workspace.directory, workspace.meId);
  const lists = [...personal, ...teams.flatMap((team) => team.lists), ...shared];
  const admin = isAdmin(workspace.directory, workspace.meId);
  const go = (id: string, label: string, href: string): PaletteOption => ({
    id: `go ${id}`,
    label,
    blocked: null,
    choose: () => goTo(href),
  });
  return [
    ...lists.map((list) =>
      go(fullLabel(list, reader.names), fullLabel(list, reader.names), listHref(workspace.id, list)),
    ),
    go('held', m.held_shelf(), `/w/${workspace.id}/held`),
    ...SETTINGS.filter((part) => admin || !part.admin).map((part) =>
      go(
        `settings ${part.id}`,
        m.action_settings({ part: part.label() }),
        settingsHref(workspace.id, part.id),
      ),
    ),
  ];
}

function appearance({ settings }: Surroundings): PaletteOption[] {
  const is = currentLocale();
  const languages = [
    { id: 'en', label: m.language_en() },
    { id: 'id', label: m.language_id() },
  ];
  const themes = [
    { id: 'system', label: m.theme_system() },
    { id: 'light', label: m.theme_light() },
    { id: 'dark', label: m.theme_dark() },
  ];
  return [
    ...languages
      .filter(({ id }) => id !== is)
      .map(({ id, label }) => ({
        id: `language ${id}`,
        label: m.action_language({ language: label }),
        blocked: null,
        choose: () => settings.setLanguage(id),
      })),
    ...themes
      .filter(({ id }) => id !== settings.theme)
      .map(({ id, label }) => ({
        id: `theme ${id}`,
        label: m.action_theme({ theme: label }),
        blocked: null,
        choose: () => settings.setTheme(id),
      })),
  ];
}
