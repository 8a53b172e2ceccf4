import { isIPv4, isIPv6 } from 'node:net';

/** The 4 or 16 bytes of an IP address in text. @throws RangeError for anything else, such as a name */
export function ipBytes(host: string): Uint8Array {
  if (isIPv4(host)) return Uint8Array.from(host.split('.'), Number);
  if (!isIPv6(host)) throw new RangeError('Not an IP address');
  // A dotted end stands for the last two groups.
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(host.replace(/%.*$/, ''));
  const text = dotted === null ? host.replace(/%.*$/, '') : `${dotted[1]}${groupsOf(dotted[2] ?? '')}`;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  groups.forEach((group, index) => view.setUint16(index * 2, Number.parseInt(group, 16)));
  return bytes;
}

function groupsOf(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
