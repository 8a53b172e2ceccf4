/** How spelling is checked, and the menu of a field. */
export const enSpelling = {
  title: 'Spelling',
  check: 'Check spelling',
  onNote: 'Words that are not in a dictionary are marked while you write.',
  state: { on: 'On', off: 'Off', noLanguages: 'No languages yet' },
  browser: 'Your browser checks spelling. Its languages are chosen in its own settings.',
  system: 'macOS checks spelling, in the languages of its keyboard settings.',
  languages: 'Languages',
  languagesNote: 'What you write is checked on this computer and leaves it for no dictionary.',
  fetchTitle: (language: string) => `Fetch the dictionary for ${language}?`,
  fetchText:
    'It comes from a server of Google’s (redirector.gvt1.com), which sees your IP address and the language. It is fetched directly or through the proxy of the system, ' +
    'not through the proxies that you use for Telegram.',
  fetch: 'Fetch',
  words: 'Your words',
  wordsNote: 'They count as right, and are kept encrypted on this computer.',
  remove: (word: string) => `Remove ${word}`,
  menu: {
    label: 'Actions for this field',
    nothing: 'No suggestions',
    add: 'Add to dictionary',
    ignore: 'Ignore',
    settings: 'Spelling…',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
  },
};
