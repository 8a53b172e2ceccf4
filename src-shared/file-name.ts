/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Bytes in UTF-8: the least that file systems allow is 255, and something is put behind names that are taken. */
const LONGEST = 200;

/**
 * A name for a file on this machine, made from one that others chose: it leads nowhere else on the disk, holds nothing that shows it
 * as something else, and works on every system. Never empty.
 */
export function safeFileName(wanted: string): string {
  const harmless = wanted
    .replace(/[\p{C}<>:"/\\|?*]/gu, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  const name = DEVICE.test(harmless) ? `_${harmless}` : harmless;
  return name === '' ? 'file' : shortened(name);
}

/** `name` with a number before its extension: `paper (2).pdf`. */
export function numberedFileName(name: string, number: number): string {
  const [stem, extension] = splitName(name);
  return `${stem} (${number})${extension}`;
}

function shortened(name: string): string {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  if (bytes(name) <= LONGEST) return name;
  const [stem, extension] = splitName(name);
  const letters = [...stem];
  while (letters.length > 1 && bytes(letters.join('')) + bytes(extension) > LONGEST) letters.pop();
  return letters.join('') + extension;
}

/** The extension with its dot; empty when there is none, or nothing that looks like one. */
function splitName(name: string): [stem: string, extension: string] {
  const match = /^(.+?)((?:\.tar)?\.[A-Za-z0-9]{1,10})$/.exec(name);
  return match === null ? [name, ''] : [match[1] ?? name, match[2] ?? ''];
}
