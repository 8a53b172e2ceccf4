import type { CallInput } from '#shared/ipc/contract.ts';
import type { PhotoLook, PhotoMaker } from './photo-maker.ts';
import { canBePhoto } from './photo-rules.ts';

export type OutgoingFile = CallInput<'messages.sendFiles'>['files'][number];

/** A file in the dialog, before it is sent. */
export interface AttachedFile {
  key: number;
  file: File;
  /** What it is when nothing else is wanted. */
  kind: OutgoingFile['as'];
  /** Address of a preview. */
  preview?: string;
  width?: number;
  height?: number;
  /** Seconds. */
  duration?: number;
}

/** How long the page waits for what a film or a song says of itself. */
const PROBE_MS = 5_000;
const films = /^video\/(mp4|quicktime)$/;
const music = /^audio\/(mpeg|mp4|x-m4a|ogg|flac)$/;

/** Finds out what a file is: a photo, a film, music, or just a file. */
export async function inspectFile(file: File, key: number, photos: PhotoMaker): Promise<AttachedFile> {
  if (file.type.startsWith('image/')) {
    const look = await photos.look(file);
    return look === undefined ? { key, file, kind: 'file' } : pictureOf(file, key, look);
  }
  if (films.test(file.type)) return probe(file, key, 'video');
  return music.test(file.type) ? probe(file, key, 'audio') : { key, file, kind: 'file' };
}

function pictureOf(file: File, key: number, { width, height, animated }: PhotoLook): AttachedFile {
  const kind = !animated && canBePhoto(width, height) ? 'photo' : 'file';
  return { key, file, kind, preview: URL.createObjectURL(file), width, height };
}

/** Lets the browser read the head of a film or a song. What it cannot read goes as a file. */
function probe(file: File, key: number, kind: 'video' | 'audio'): Promise<AttachedFile> {
  const element = document.createElement(kind);
  const preview = URL.createObjectURL(file);
  return new Promise((resolve) => {
    const end = (known: boolean): void => {
      clearTimeout(timer);
      const duration = Number.isFinite(element.duration) ? element.duration : 0;
      const film = element instanceof HTMLVideoElement && element.videoWidth > 0;
      const size = film ? { width: element.videoWidth, height: element.videoHeight } : {};
      element.removeAttribute('src');
      element.load();
      URL.revokeObjectURL(preview);
      resolve(known && (film || kind === 'audio') ? { key, file, kind, duration, ...size } : { key, file, kind: 'file' });
    };
    const timer = setTimeout(() => end(false), PROBE_MS);
    element.addEventListener('loadedmetadata', () => end(true), { once: true });
    element.addEventListener('error', () => end(false), { once: true });
    element.preload = 'metadata';
    element.src = preview;
  });
}

/** Files of a drop or a paste; `folders` says that something was left out because it is one. */
export function filesOf(data: DataTransfer): { files: File[]; folders: boolean } {
  const files: File[] = [];
  let folders = false;
  for (const item of data.items) {
    if (item.kind !== 'file') continue;
    if (item.webkitGetAsEntry()?.isDirectory === true) folders = true;
    else {
      const file = item.getAsFile();
      if (file) files.push(file);
    }
  }
  return { files, folders };
}

/** Whether a paste is about its text: pages copy pictures of it along. A lone embedded picture is a picture. */
export function isTextPaste(data: DataTransfer): boolean {
  const html = data.getData('text/html');
  if (data.getData('text/plain') !== '') return true;
  return html !== '' && !/^(?:<[^>]*>|\s)*<img[^>]+>(?:<[^>]*>|\s)*$/i.test(html);
}
