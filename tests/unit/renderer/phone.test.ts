import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caretAfterDigits, digitsOf, findCountry, flagOf, formatPhone } from '../../../src-renderer/features/auth/phone.ts';
import { countries } from '../../renderer/fake-engine/auth.ts';

const country = (iso2: string) => countries.find((one) => one.iso2 === iso2)!;

describe('the country of a number', () => {
  it.each([
    ['491512345678', 'DE'],
    ['12025550123', 'US'],
    ['14165550123', 'CA'],
    ['79161234567', 'RU'],
    ['77012345678', 'KZ'],
    ['8881234', 'FT'],
  ])('%s is in %s', (digits, iso2) => {
    expect(findCountry(countries, digits)?.iso2).toBe(iso2);
  });

  it('is unknown while nothing fits', () => {
    expect(findCountry(countries, '')).toBeUndefined();
    expect(findCountry(countries, '2')).toBeUndefined();
  });

  it('stays what was chosen while the digits leave it open, and no longer', () => {
    expect(findCountry(countries, '1', country('CA'))?.iso2).toBe('CA');
    expect(findCountry(countries, '14', country('CA'))?.iso2).toBe('CA');
    expect(findCountry(countries, '1202', country('CA'))?.iso2).toBe('US');
    expect(findCountry(countries, '1416', country('US'))?.iso2).toBe('CA');
  });
});

describe('the form of a number', () => {
  it.each([
    ['', ''],
    ['49', '+49 '],
    ['491512345678', '+49 151 2345678'],
    ['4915123456789', '+49 1512 3456789'],
    ['33612345678', '+33 6 12 34 56 78'],
  ])('%s is shown as "%s"', (digits, shown) => {
    expect(formatPhone(digits, findCountry(countries, digits))).toBe(shown);
  });

  it('chooses the pattern whose fixed digits agree', () => {
    const testing = { ...country('YL'), patterns: ['55 XXXX', '66 X XXXX'] };
    expect(formatPhone('9996620001', testing)).toBe('+999 66 2 0001');
  });

  it('shows a number of no known country as it is', () => {
    expect(formatPhone('2112345', undefined)).toBe('+2112345');
  });

  it('never loses, adds or moves a digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,20}$/), (digits) => {
        expect(digitsOf(formatPhone(digits, findCountry(countries, digits)))).toBe(digits);
      }),
    );
  });

  it('keeps the caret behind the same digit', () => {
    const shown = '+49 151 2345678';
    expect(caretAfterDigits(shown, 2)).toBe(3);
    expect(caretAfterDigits(shown, 3)).toBe(5);
    expect(caretAfterDigits(shown, 12)).toBe(shown.length);
    expect(caretAfterDigits('+49 ', 2)).toBe(4);
  });
});

it('draws flags of countries only', () => {
  expect(flagOf('DE')).toBe('🇩🇪');
  expect(flagOf('FT')).toBeUndefined();
  expect(flagOf('x')).toBeUndefined();
});
