import { describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { CountryList, type CountriesCache } from '../../../../src-main/features/auth/countries.ts';
import type { Country } from '#shared/model/index.ts';

const country = (iso2: string, countryCode: string): tl.help.Country => ({
  _: 'help.country', iso2, defaultName: iso2, countryCodes: [{ _: 'help.countryCode', countryCode }],
});
const known: Country = { iso2: 'DE', name: 'Germany', code: '49', prefixes: [], patterns: [] };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A list over a server that answers in turn. */
function setup(stored: ReturnType<CountriesCache['load']>, answers: (tl.help.CountriesList | Error)[]) {
  const hashes: number[] = [];
  const saved: { hash: number; countries: Country[] }[] = [];
  let kept = stored;
  const list = new CountryList({
    load: () => kept,
    save: (next) => {
      saved.push(next);
      kept = next;
    },
  });
  const client = {
    call: ({ hash }: tl.help.getCountriesList) => {
      hashes.push(hash);
      const answer = answers.shift() ?? new Error('asked too often');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  } as never;
  return { get: () => list.get(client), hashes, saved };
}

describe('the list of countries', () => {
  it('is asked for with the hash of what is kept, and stays when nothing has changed', async () => {
    const { get, hashes, saved } = setup({ hash: 77, countries: [known] }, [{ _: 'help.countriesListNotModified' }]);
    expect(await get()).toEqual([known]);
    await settle();
    expect(await get()).toEqual([known]);
    expect(hashes).toEqual([77]);
    expect(saved).toEqual([]);
  });

  it('serves as it was kept while a newer one is loaded, which is there the next time, with its own hash', async () => {
    const { get, hashes, saved } = setup({ hash: 77, countries: [known] }, [{ _: 'help.countriesList', countries: [country('AQ', '672')], hash: 78 }]);
    expect(await get()).toEqual([known]);
    await settle();
    expect((await get()).map(({ iso2 }) => iso2)).toEqual(['AQ']);
    expect(hashes).toEqual([77]);
    expect(saved.map(({ hash }) => hash)).toEqual([78]);
  });

  it('is asked for without a hash when none is kept, and cannot be unmodified then', async () => {
    const { get, hashes } = setup(undefined, [
      new Error('no network'), { _: 'help.countriesListNotModified' }, { _: 'help.countriesList', countries: [country('AQ', '672')], hash: 78 },
    ]);
    await expect(get()).rejects.toMatchObject({ code: 'OFFLINE' });
    await expect(get()).rejects.toMatchObject({ code: 'OFFLINE' });
    expect((await get()).map(({ iso2 }) => iso2)).toEqual(['AQ']);
    expect(hashes).toEqual([0, 0, 0]);
  });
});
