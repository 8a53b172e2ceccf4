import type { Document, Media, Photo, PhotoSize } from '#shared/model/index.ts';

/** What a bubble shows as a picture: a photo, or a video with the picture that stands for it. */
export interface Visual {
  /** Smallest first; none when a video came without. */
  sizes: readonly PhotoSize[];
  stripped?: string | undefined;
  width: number;
  height: number;
  video?: Document;
  spoiler: boolean;
}

/** Kinds of video that a window may play in place: what the hosts serve as such (src-main/hosts/media-headers.ts). */
const PLAYABLE = new Set(['video/mp4', 'video/webm', 'video/quicktime']);
const UNKNOWN = { width: 0, height: 0 };

/** Undefined for what is not a picture, and for videos that are only kept as files. */
export function visualOf(media: Media | undefined): Visual | undefined {
  if (media?.kind === 'photo') return { ...pictureOf(media.photo), ...(media.photo.sizes.at(-1) ?? UNKNOWN), spoiler: media.spoiler === true };
  if (media?.kind !== 'document') return undefined;
  const { document } = media;
  if ((document.kind !== 'video' && document.kind !== 'gif') || !PLAYABLE.has(document.mimeType.toLowerCase())) return undefined;
  const { width = 0, height = 0 } = document;
  return { ...pictureOf(document.thumbnail), ...(width > 0 && height > 0 ? { width, height } : (document.thumbnail?.sizes.at(-1) ?? UNKNOWN)), video: document, spoiler: media.spoiler === true };
}

const pictureOf = (photo: Photo | undefined): Pick<Visual, 'sizes' | 'stripped'> => ({ sizes: photo?.sizes ?? [], stripped: photo?.stripped });
