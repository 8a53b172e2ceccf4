const number = String.raw`(-?\d{1,3}(?:[.,]\d+)?)`;
/** "52.51627, 13.3777", "52.5 13.4", and with a decimal comma "52,51627; 13,3777". */
const pair = new RegExp(String.raw`^\s*${number}\s*°?\s*([NS])?\s*(?:[,;]|\s)\s*${number}\s*°?\s*([EW])?\s*$`, 'iu');
/** How the addresses of maps say where they are. */
const inAddress = [/[?&](?:mlat)=(-?\d+(?:\.\d+)?)&(?:mlon)=(-?\d+(?:\.\d+)?)/, /[?&](?:q|ll|query|daddr)=(-?\d+(?:\.\d+)?)(?:,|%2C)(-?\d+(?:\.\d+)?)/i, /@(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)/, /#map=[\d.]+\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/, /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)/];

/** The place that a text names: coordinates in degrees, or the address of a map. Undefined when there is none. */
export function coordinatesIn(text: string): { latitude: number; longitude: number } | undefined {
  const plain = pair.exec(text);
  if (plain) {
    const [, latitude = '', south = '', longitude = '', west = ''] = plain;
    const value = (digits: string, isNegative: boolean): number => Number(digits.replace(',', '.')) * (isNegative ? -1 : 1);
    return onEarth(value(latitude, /s/i.test(south)), value(longitude, /w/i.test(west)));
  }
  for (const form of inAddress) {
    const [, latitude, longitude] = form.exec(text.trim()) ?? [];
    if (latitude !== undefined && longitude !== undefined) return onEarth(Number(latitude), Number(longitude));
  }
  return undefined;
}

const onEarth = (latitude: number, longitude: number): { latitude: number; longitude: number } | undefined =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
