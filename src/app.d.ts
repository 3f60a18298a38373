import type { ListRef } from '#lib/ui/list/lists.ts';
import type { Section } from '#lib/ui/place.svelte.ts';
import type { SettingsPage } from '#lib/ui/settings/sections.ts';

declare global {
  namespace App {
    interface Error {
      message: string;
    }
    interface PageData {
      /** The list that an address names. */
      list?: ListRef;
      /** What an address names beside lists and conversations. */
      section?: Section;
      /** The part of the settings that an address names, and its view. */
      settings?: SettingsPage;
    }
    interface PageState {
      contactOpen?: boolean;
    }
  }
}
