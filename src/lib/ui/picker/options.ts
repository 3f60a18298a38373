/** Options that belong together. */
export interface OptionGroup<Option> {
  id: string;
  /** Null for options that say themselves what they are. */
  heading: string | null;
  options: readonly Option[];
}
