/**
 * The digits of a phone number as a person types it ("+49 (171) 123-45-67", "0049…"); undefined when it cannot be one: other
 * characters, or fewer than 5 or more than 18 digits. The server decides about the rest.
 */
export function phoneDigits(typed: string): string | undefined {
  const text = typed.trim();
  if (!/^\+?[\d\s().\-/\u00a0\u2010-\u2015]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '').replace(text.startsWith('+') ? /^$/ : /^00/, '');
  return digits.length >= 5 && digits.length <= 18 ? digits : undefined;
}
