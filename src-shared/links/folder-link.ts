const slugPattern = /^[A-Za-z0-9_-]{1,128}$/;
const hosts = new Set(['t.me', 'telegram.me', 'telegram.dog']);

/**
 * The slug of a link to a shared folder, `https://t.me/addlist/SLUG` or `tg://addlist?slug=SLUG` (core.telegram.org/api/links#chat-folder-links);
 * undefined for any other text.
 */
export function parseFolderLink(text: string): string | undefined {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z]+:/i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null) return undefined;
  const slug = url.protocol === 'tg:' ? fromApp(url) : fromWeb(url);
  return slug !== undefined && slugPattern.test(slug) ? slug : undefined;
}

function fromApp(url: URL): string | undefined {
  const name = (url.host || url.pathname).replace(/^\/+|\/+$/g, '');
  return name === 'addlist' ? (url.searchParams.get('slug') ?? undefined) : undefined;
}

function fromWeb(url: URL): string | undefined {
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || !hosts.has(url.hostname.toLowerCase())) return undefined;
  const [name, slug, ...rest] = url.pathname.split('/').filter(Boolean);
  return name === 'addlist' && rest.length === 0 ? slug : undefined;
}
