/** The address that somebody typed, with its scheme; undefined when it leads nowhere. */
export function linkAddress(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return undefined;
  if (/^[^@/:]+@[^@/]+\.[^@/]+$/.test(text)) return `mailto:${text}`;
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/:]+\.[^/:]+:\d/.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'mailto:' || protocol === 'tel:' || protocol === 'tg:' || protocol === 'ton:') return address;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return hostname.includes('.') ? address : undefined;
}
