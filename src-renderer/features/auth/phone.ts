import type { Country } from '#shared/model/index.ts';

/** The digits of whatever was typed or pasted. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/**
 * The country of an international number, by calling code and, where countries share one, by the longest national prefix
 * (core.telegram.org/method/help.getCountriesList). While the digits leave it open, `preferred` (what the person chose) stays.
 */
export function findCountry(countries: readonly Country[], digits: string, preferred?: Country): Country | undefined {
  let best: Country | undefined;
  let bestScore = 0;
  for (const country of countries) {
    const matched = matchLength(country, digits, country === preferred);
    const score = matched * 2 + (country === preferred ? 1 : 0);
    if (matched > 0 && score > bestScore) {
      best = country;
      bestScore = score;
    }
  }
  return best;
}

/** How many leading digits speak for a country; 0 when they speak against it. */
function matchLength(country: Country, digits: string, chosen: boolean): number {
  if (!digits.startsWith(country.code)) return 0;
  if (country.prefixes.length === 0) return country.code.length;
  const national = digits.slice(country.code.length);
  const longest = Math.max(0, ...country.prefixes.filter((prefix) => national.startsWith(prefix)).map((prefix) => prefix.length));
  if (longest > 0) return country.code.length + longest;
  const open = country.prefixes.some((prefix) => prefix.startsWith(national));
  return open && chosen ? country.code.length : 0;
}

/** Groups national digits by the first of the country's patterns that has room for them and whose fixed digits agree. */
function groupNational(digits: string, patterns: readonly string[]): string {
  const fitting = patterns.filter((pattern) => agrees(pattern, digits));
  const pattern = fitting.find((one) => one.replace(/ /g, '').length >= digits.length) ?? fitting[fitting.length - 1];
  if (pattern === undefined) return digits;
  let grouped = '';
  let used = 0;
  for (const sign of pattern) {
    if (used === digits.length) break;
    if (sign === ' ' || sign === '-') grouped += ' ';
    else grouped += digits[used++];
  }
  const rest = digits.slice(used);
  return rest === '' ? grouped : `${grouped}${grouped.endsWith(' ') ? '' : ' '}${rest}`;
}

function agrees(pattern: string, digits: string): boolean {
  const places = pattern.replace(/[^X\d]/g, '');
  return [...digits].every((digit, index) => places[index] === undefined || places[index] === 'X' || places[index] === digit);
}

/** "+49 151 2345678" of the digits "491512345678". Without a known country the digits stay together. */
export function formatPhone(digits: string, country: Country | undefined): string {
  if (digits === '') return '';
  if (!country) return `+${digits}`;
  const national = digits.slice(country.code.length);
  return national === '' ? `+${country.code} ` : `+${country.code} ${groupNational(national, country.patterns)}`;
}

/** Where the caret goes in a formatted number so that as many digits stay before it. */
export function caretAfterDigits(formatted: string, count: number): number {
  if (count === 0) return Math.min(1, formatted.length);
  let seen = 0;
  for (let index = 0; index < formatted.length; index++) {
    if (/\d/.test(formatted[index] ?? '') && ++seen === count) {
      return /^\D*$/.test(formatted.slice(index + 1)) ? formatted.length : index + 1;
    }
  }
  return formatted.length;
}

/** The flag of an ISO 3166 code as an emoji; undefined for what is not a country. */
export function flagOf(iso2: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(iso2) || iso2 === 'FT' || iso2 === 'YL') return undefined;
  return String.fromCodePoint(...[...iso2].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65));
}
