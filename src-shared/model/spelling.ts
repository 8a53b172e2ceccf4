/** How spelling is checked, in every window of this computer. */
export interface SpellingState {
  on: boolean;
  /**
   * Whose dictionaries are used, as tags like `en-US`. Each was agreed to be fetched; where the system or a browser checks, the list has no
   * meaning.
   */
  languages: readonly string[];
  /** Words that are right whatever a dictionary says, in the order of the alphabet. */
  words: readonly string[];
}
