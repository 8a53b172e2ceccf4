import { AppError } from '#shared/model/index.ts';

const ALLOWED = new Set(['https:', 'http:', 'mailto:', 'tel:']);

/**
 * The address that may be handed to the system's browser; throws `AppError('INVALID_INPUT')` for anything else: other schemes can
 * start programs, and a name before "@" pretends to be a host.
 */
export function checkedLink(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refused();
  }
  if (!ALLOWED.has(url.protocol) || url.username !== '' || url.password !== '') throw refused();
  return url.href;
}

const refused = (): AppError => new AppError({ code: 'INVALID_INPUT', message: 'This link cannot be opened.' });
