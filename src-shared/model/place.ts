import type { PeerId } from './ids.ts';

/** A point on the earth: degrees. */
export interface GeoPoint {
  latitude: number;
  longitude: number;
  /** Opens the picture of the map around it; without it there is none. */
  accessHash?: string;
  /** Meters. */
  accuracy?: number;
}

/** Where somebody is, for as long as they share it. */
export interface LiveLocation {
  point: GeoPoint | undefined;
  /** Seconds from the date of the message on; `LIVE_FOREVER`: until it is stopped. */
  period: number;
  /** Degrees from north, clockwise. */
  heading?: number;
}

export const LIVE_FOREVER = 0x7f_ff_ff_ff;

/** Until when a location that was sent at `date` is shared, unix seconds; undefined: until it is stopped. */
export const liveUntil = (live: Pick<LiveLocation, 'period'>, date: number): number | undefined => (live.period === LIVE_FOREVER ? undefined : date + live.period);

export interface Venue {
  point: GeoPoint | undefined;
  title: string;
  address: string;
}

/** A person whom somebody has shared: a card with a phone number. */
export interface ContactCard {
  /** Digits, as a rule with the code of the country. */
  phone: string;
  firstName: string;
  lastName: string;
  vcard: string;
  /** Their account; absent when they have none, or hide it. */
  userId?: PeerId;
}

/** What a vCard says beside names: plain text, in its order. */
export interface ContactFact {
  kind: 'phone' | 'email' | 'organization' | 'address' | 'website' | 'birthday';
  value: string;
}

const factKinds: Readonly<Record<string, ContactFact['kind']>> = {
  TEL: 'phone', EMAIL: 'email', ORG: 'organization', ADR: 'address', URL: 'website', BDAY: 'birthday',
};
/** No longer cards are read. */
const MOST_VCARD = 2048;
const MOST_FACTS = 12;

/** Reads what is useful in a vCard (RFC 6350, and what programs make of it); whatever does not fit is left out. */
export function contactFacts(vcard: string): ContactFact[] {
  const facts: ContactFact[] = [];
  const lines = vcard.slice(0, MOST_VCARD).replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at < 0) continue;
    const name = /^(?:[\w-]+\.)?([A-Za-z-]+)/.exec(line.slice(0, at))?.[1]?.toUpperCase() ?? '';
    const kind = factKinds[name];
    const value = plainValue(line.slice(at + 1), kind);
    if (kind === undefined || value === '' || facts.length >= MOST_FACTS) continue;
    if (!facts.some((one) => one.kind === kind && one.value === value)) facts.push({ kind, value });
  }
  return facts;
}

function plainValue(raw: string, kind: ContactFact['kind'] | undefined): string {
  const parts = kind === 'address' || kind === 'organization' ? raw.split(/(?<!\\);/) : [raw];
  const text = parts.map((part) => part.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1').trim()).filter((part) => part !== '').join(', ');
  const value = kind === 'phone' ? text.replace(/^tel:/i, '') : text;
  // Signs that steer a display are no part of an address.
  return value.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '').slice(0, 200);
}
