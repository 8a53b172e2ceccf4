/** The strings of the choice of a language. */
export const enLanguages = {
  title: 'Languages',
  search: 'Search languages',
  nothing: 'No language matches.',
  loading: 'Loading the languages',
  failed: 'The list of languages could not be loaded. Check the connection and try again.',
  again: 'Try again',
  note: 'English is built in. Other languages come from Telegram and are kept up to date; what they do not have is shown in English.',
  askTitle: (name: string) => `Change the language to ${name}?`,
  change: 'Change',
  incomplete: (percent: string) => `This translation is not complete: ${percent} % of it is there.`,
  unofficial: (percent: string) => `This translation is made by volunteers, not by Telegram: ${percent} % of it is there. Its texts may be wrong.`,
  translations: 'See and improve this translation',
};
