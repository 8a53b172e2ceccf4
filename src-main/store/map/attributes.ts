import type { tl } from '#tl';
import { safeFileName } from '#shared/file-name.ts';
import type { Document, DocumentKind } from '#shared/model/index.ts';
import { decodeWaveform } from '#shared/waveform.ts';

type Attributes = { [K in tl.DocumentAttribute['_']]?: Extract<tl.DocumentAttribute, { _: K }> };

export type DocumentFacts = Pick<
  Document, 'kind' | 'fileName' | 'duration' | 'width' | 'height' | 'emoji' | 'title' | 'performer' | 'waveform' | 'silent'
>;

/**
 * What a document is shown as, and what is known of it, by its attributes and not by its name (core.telegram.org/type/DocumentAttribute).
 * Names are made harmless.
 */
export function readAttributes({ attributes, mimeType }: Pick<tl.document, 'attributes' | 'mimeType'>): DocumentFacts {
  const told: Attributes = {};
  for (const attribute of attributes) Object.assign(told, { [attribute._]: attribute });
  const { documentAttributeVideo: video, documentAttributeAudio: audio, documentAttributeImageSize: picture } = told;
  const kind = kindOf(told, mimeType);
  const named = told.documentAttributeFilename?.fileName ?? '';
  const size = video ?? picture;
  const duration = video?.duration ?? audio?.duration;
  const emoji = told.documentAttributeSticker?.alt ?? told.documentAttributeCustomEmoji?.alt;
  const waveform = audio?.waveform === undefined ? [] : decodeWaveform(audio.waveform);
  return {
    kind,
    fileName: named === '' ? defaultName(kind, mimeType) : safeFileName(named),
    ...(size === undefined ? {} : { width: size.w, height: size.h }),
    ...(duration === undefined ? {} : { duration }),
    ...(emoji === undefined ? {} : { emoji }),
    ...(video?.nosound === true ? { silent: true } : {}),
    ...(waveform.length === 0 ? {} : { waveform }),
    ...(kind !== 'audio' || !audio?.title ? {} : { title: audio.title }),
    ...(kind !== 'audio' || !audio?.performer ? {} : { performer: audio.performer }),
  };
}

function kindOf(told: Attributes, mimeType: string): DocumentKind {
  const { documentAttributeVideo: video, documentAttributeAudio: audio } = told;
  if (told.documentAttributeSticker !== undefined || told.documentAttributeCustomEmoji !== undefined) return 'sticker';
  if (video?.roundMessage === true) return 'roundVideo';
  if (told.documentAttributeAnimated !== undefined || mimeType === 'image/gif') return 'gif';
  if (video !== undefined) return 'video';
  if (audio !== undefined) return audio.voice === true ? 'voice' : 'audio';
  return mimeType.startsWith('audio/') ? 'audio' : 'file';
}

function defaultName(kind: DocumentKind, mimeType: string): string {
  const extension = /^[a-z]+\/([a-z0-9]{1,5})$/.exec(mimeType)?.[1];
  return extension === undefined ? kind : `${kind}.${extension === 'mpeg' ? 'mp3' : extension}`;
}
