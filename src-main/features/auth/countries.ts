import type { tl } from '#tl';
import { AppError } from '#shared/model/index.ts';
import type { Country } from '#shared/model/index.ts';
import type { MtprotoClient } from '../../mtproto/index.ts';

export interface CountriesCache {
  load(): { hash: number; countries: Country[] } | undefined;
  save(list: { hash: number; countries: Country[] }): void;
}

/**
 * The countries with their calling codes (help.getCountriesList), one entry for each code, kept between starts.
 * Throws `AppError('OFFLINE')` when nothing is known and nothing can be loaded.
 */
export class CountryList {
  readonly #cache: CountriesCache;
  #loading: Promise<Country[]> | undefined;
  #fresh = false;

  constructor(cache: CountriesCache) {
    this.#cache = cache;
  }

  async get(client: Pick<MtprotoClient, 'call'> | undefined): Promise<Country[]> {
    const known = this.#cache.load();
    if (known !== undefined && this.#fresh) return known.countries;
    this.#loading ??= this.#load(client, known?.hash ?? 0).finally(() => {
      this.#loading = undefined;
    });
    // What was loaded at an earlier start serves at once; the new list is there the next time.
    if (known !== undefined) {
      this.#loading.catch(() => undefined);
      return known.countries;
    }
    return this.#loading;
  }

  async #load(client: Pick<MtprotoClient, 'call'> | undefined, hash: number): Promise<Country[]> {
    if (client === undefined) throw unavailable();
    let answer: tl.help.CountriesList;
    try {
      answer = await client.call({ _: 'help.getCountriesList', langCode: 'en', hash }, { timeoutMs: 10_000 });
    } catch {
      throw unavailable();
    }
    const kept = this.#cache.load();
    // Nothing cannot be what is not modified.
    if (answer._ === 'help.countriesListNotModified' && kept === undefined) throw unavailable();
    this.#fresh = true;
    if (answer._ === 'help.countriesListNotModified') return kept?.countries ?? [];
    const countries = answer.countries.filter((country) => country.hidden !== true).flatMap(toCountries);
    this.#cache.save({ hash: answer.hash, countries });
    return countries;
  }
}

function toCountries(country: tl.help.Country): Country[] {
  return country.countryCodes.map((code) => ({
    iso2: country.iso2,
    name: country.name ?? country.defaultName,
    code: code.countryCode,
    prefixes: code.prefixes ?? [],
    patterns: code.patterns ?? [],
  }));
}

const unavailable = (): AppError =>
  new AppError({
    code: 'OFFLINE',
    message: 'The list of countries could not be loaded. Type your number in full, starting with + and the country code.',
  });
