// My own settings: kept with the member by the relay, so that they follow to every device, and shown here at once.
//
// Language and theme are what the member has chosen, on whichever device, with what this device has still to send laid over
// it. What the device remembers counts until that is known, and where nothing was ever chosen.

import { createContext, onDestroy } from 'svelte';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import { currentLocale, followLocale, keepLocale, showLocale } from '#lib/i18n/locale.svelte.ts';
import type { Preferences } from '#lib/rules/personal.ts';
import { currentTheme, showTheme, type Theme } from '../theme.ts';
import { isKnownHere, knowHere } from './knownMember.ts';

export const [getMemberSettings, setMemberSettings] = createContext<MemberSettings>();

export class MemberSettings {
  readonly #workspace: Workspace;
  readonly #knownBefore: boolean;
  #onDevice = $state<Theme>(currentTheme());
  // Messages all over the app ask for the language: they follow this one value, and not each change of the documents.
  readonly #language = $derived.by(() => this.#workspace.chosenPreferences.language);
  readonly #theme = $derived.by(() => this.#workspace.chosenPreferences.theme ?? this.#onDevice);

  /** To be made while a component is. */
  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    const member = `${workspace.id}/${workspace.meId}`;
    this.#knownBefore = isKnownHere(member);
    onDestroy(followLocale(() => this.#language));
    $effect(() => keepLocale(currentLocale()));
    $effect(() => showTheme(this.#theme));
    $effect(() => {
      if (workspace.ready) knowHere(member);
    });
  }

  /** False while a device that has never seen this member cannot know yet what they have chosen. */
  get known(): boolean {
    return this.#knownBefore || this.#workspace.ready;
  }
  get theme(): Theme {
    return this.#theme;
  }

  setTheme(value: string): void {
    const theme = value === 'light' || value === 'dark' ? value : 'system';
    this.#onDevice = theme;
    this.set({ theme });
  }

  setLanguage(value: string): void {
    const language = value === 'id' ? 'id' : 'en';
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
