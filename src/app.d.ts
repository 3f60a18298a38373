import type { ListRef } from '#lib/ui/list/lists.ts';
import type { Section } from '#lib/ui/place.svelte.ts';

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
    }
    interface PageState {
      contactOpen?: boolean;
    }
  }
}
