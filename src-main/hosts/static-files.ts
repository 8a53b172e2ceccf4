import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.webmanifest': 'application/manifest+json',
};

export interface StaticFile {
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
  cacheControl: string;
}

/**
 * A file of the built renderer by the path of a URL ("/" is the page). Undefined for anything that is not a known kind of file
 * inside the folder, however the path is spelled.
 */
export async function readStaticFile(folder: string, urlPath: string): Promise<StaticFile | undefined> {
  let path: string;
  try {
    path = decodeURIComponent(urlPath === '/' ? '/index.html' : urlPath);
  } catch {
    return undefined;
  }
  const contentType = TYPES[extname(path)];
  if (contentType === undefined || /[\0\\]|\/\.|\.\./.test(path)) return undefined;
  const root = resolve(folder);
  const file = resolve(join(root, path));
  if (!file.startsWith(root + sep)) return undefined;
  try {
    const bytes = new Uint8Array(await readFile(file));
    // Names under assets/ carry a hash of their content.
    const cacheControl = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return { bytes, contentType, cacheControl };
  } catch {
    return undefined;
  }
}
