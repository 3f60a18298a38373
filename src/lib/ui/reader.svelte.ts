// How things are said to the member in front of this screen: in their language, at this moment.

import { createContext } from 'svelte';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import { currentLocale } from '#lib/i18n/locale.svelte.ts';
import {
  clockOrDate,
  clockTime,
  dayName,
  fullTime,
  intlTag,
  remaining,
  shortAgo,
  shortSpan,
} from '#lib/i18n/time.ts';
import { namesFor, type Names } from './names.ts';
import type { Words } from './timeline/eventText.ts';

export const [getReader, setReader] = createContext<Reader>();

export class Reader {
  readonly #workspace: Workspace;
  readonly #tag = $derived(intlTag(currentLocale(), navigator.languages));
  readonly #names: Names;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#names = $derived(namesFor(workspace.directory, workspace.meId));
  }

  get names(): Names {
    return this.#names;
  }

  /** `now`, `5m`, `3h`, `Mon`, `12 Nov`; ticks. */
  ago(at: number): string {
    return shortAgo(this.#tag, at, this.#workspace.now);
  }
  /** How long it has lasted: `5m`, `3h`, `2d`; nothing in the first minute; ticks. */
  since(at: number): string {
    return shortSpan(this.#tag, this.#workspace.now - at);
  }
  /** `14:02` */
  clock(at: number): string {
    return clockTime(this.#tag, at);
  }
  /** `14:02`, or `21 Nov, 14:02` on another day than today. */
  when(at: number): string {
    return clockOrDate(this.#tag, at, this.#workspace.now);
  }
  /** For tooltips and screen readers. */
  full(at: number): string {
    return fullTime(this.#tag, at);
  }
  /** `Today`, `Yesterday`, `Friday, 20 November` */
  day(at: number): string {
    return dayName(this.#tag, at, this.#workspace.now);
  }
  /** How long it is until then: `23h 58m`, `42s`; ticks. */
  left(until: number): string {
    return remaining(this.#tag, until - this.#workspace.now);
  }
  /** `Leo, Ana and Rafi` */
  list(names: string[]): string {
    return new Intl.ListFormat(this.#tag).format(names);
  }
  number(value: number): string {
    return value.toLocaleString(this.#tag);
  }

  /** What sentences about one conversation need. */
  words(contact: string): Words {
    return {
      names: this.#names,
      contact,
      time: (at) => this.when(at),
      list: (names) => this.list(names),
    };
  }
}
