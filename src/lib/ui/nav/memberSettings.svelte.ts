// My own settings: kept with the member by the relay, so that they follow to every device, and shown here at once.

import { createContext } from 'svelte';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import type { Preferences } from '#lib/rules/personal.ts';
import { currentLocale, showLocale } from '#lib/i18n/locale.svelte.ts';
import { currentTheme, showTheme, type Theme } from '../theme.ts';

export const [getMemberSettings, setMemberSettings] = createContext<MemberSettings>();

export class MemberSettings {
  readonly #workspace: Workspace;
  #theme = $state<Theme>(currentTheme());

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get theme(): Theme {
    return this.#theme;
  }

  setTheme(value: string): void {
    const theme = value === 'light' || value === 'dark' ? value : 'system';
    this.#theme = theme;
    showTheme(theme);
    this.set({ theme });
  }

  setLanguage(value: string): void {
    const language = value === 'id' ? 'id' : 'en';
    if (language === currentLocale()) return;
    showLocale(language);
    this.set({ language });
  }

  set(preferences: Partial<Preferences>): void {
    void this.#workspace.send({ kind: 'set-preferences', preferences });
  }

  setAvailability(value: string): void {
    const availability = value === 'away' ? 'away' : 'available';
    void this.#workspace.send({ kind: 'set-availability', member: this.#workspace.meId, availability });
  }
}
