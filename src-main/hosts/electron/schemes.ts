import type { Session } from 'electron';
import { parseMediaPath } from '#shared/media-path.ts';
import type { EngineHandle } from '../../app/engine-handle.ts';
import { parseRange } from '../http-range.ts';
import { parseAttachmentUrl, PIECE_LIMIT } from '../attachment-request.ts';
import { mediaHead } from '../media-headers.ts';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../security-policy.ts';
import { readStaticFile } from '../static-files.ts';
import type { ElectronApi } from './electron-api.ts';

/** The page's own scheme and that of the files it shows. */
const APP_SCHEME = 'petrel';
const MEDIA_SCHEME = 'petrel-media';
export const APP_ORIGIN = `${APP_SCHEME}://app`;
export const MEDIA_ORIGIN = `${MEDIA_SCHEME}://media`;
export const APP_URL = `${APP_ORIGIN}/`;

const PAGE_HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy': contentSecurityPolicy({ media: `${MEDIA_SCHEME}:`, connect: `${MEDIA_SCHEME}:` }),
};

/** Makes both schemes known; only possible before the app is ready, and only once. */
export function registerSchemes(protocol: ElectronApi['protocol']): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true };
  protocol.registerSchemesAsPrivileged([
    // Only the page's own scripts are kept compiled.
    { scheme: APP_SCHEME, privileges: { ...privileges, codeCache: true } },
    { scheme: MEDIA_SCHEME, privileges },
  ]);
}

/** Serves both schemes to the windows of a session. */
export function serveSchemes(session: Session, engine: EngineHandle, rendererDir: string): void {
  session.protocol.handle(APP_SCHEME, (request) => servePage(request, engine, rendererDir));
  session.protocol.handle(MEDIA_SCHEME, (request) => serveMedia(request, engine));
}

async function servePage(request: Request, engine: EngineHandle, rendererDir: string): Promise<Response> {
  const url = new URL(request.url);
  if (request.method === 'PUT' && url.host === 'app') return attach(request, engine, url);
  const file = request.method === 'GET' && url.host === 'app' ? await readStaticFile(rendererDir, url.pathname) : undefined;
  if (file === undefined) return new Response('There is no such file.', { status: 404, headers: PAGE_HEADERS });
  return new Response(file.bytes, {
    status: 200,
    headers: { ...PAGE_HEADERS, 'content-type': file.contentType, 'cache-control': file.cacheControl },
  });
}

/** Takes a piece of a file that the page attaches. */
async function attach(request: Request, engine: EngineHandle, url: URL): Promise<Response> {
  const piece = parseAttachmentUrl(url);
  if (piece === undefined) return new Response('This is not the place of an attachment.', { status: 400, headers: PAGE_HEADERS });
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > PIECE_LIMIT) return new Response('This piece is too large.', { status: 413, headers: PAGE_HEADERS });
  const answer = await engine.writeAttachment(piece.id, piece.offset, bytes);
  if (!answer.ok) return new Response(answer.reason, { status: answer.status, headers: PAGE_HEADERS });
  return new Response(null, { status: 204, headers: PAGE_HEADERS });
}

async function serveMedia(request: Request, engine: EngineHandle): Promise<Response> {
  const url = new URL(request.url);
  const path = url.host === 'media' ? parseMediaPath(url.pathname.slice(1)) : undefined;
  if (path === undefined) return new Response('This is not the path of a file.', { status: 400 });
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
  const answer = await engine.readMedia(path, parseRange(request.headers.get('range')), request.signal);
  const { status, headers } = mediaHead(answer);
  const all = { ...headers, 'access-control-allow-origin': APP_ORIGIN, 'cross-origin-resource-policy': 'cross-origin' };
  if (!answer.ok) return new Response(answer.reason, { status, headers: all });
  if (request.method === 'HEAD') {
    await answer.body.cancel();
    return new Response(null, { status, headers: all });
  }
  return new Response(answer.body, { status, headers: all });
}
