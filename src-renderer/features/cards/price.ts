import { formatNumber, plural } from '../../strings/format.ts';
import { language } from '../../strings/language.ts';

/** Stars, given as digits, in words. */
export const starsText = (stars: string): string => plural(Number(stars), { one: '# Star', other: '# Stars' });

/** A price, given in the smallest unit of its currency as digits, as it is written in the language of the interface. */
export function priceText(amount: string, currency: string): string {
  if (currency === 'XTR') return starsText(amount);
  try {
    const format = new Intl.NumberFormat(language().language.code, { style: 'currency', currency });
    const { maximumFractionDigits: digits = 2 } = format.resolvedOptions();
    return format.format(Number(amount) / 10 ** digits);
  } catch {
    // A currency that is none.
    return `${formatNumber(Number(amount) / 100)} ${currency}`;
  }
}
