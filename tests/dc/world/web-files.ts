import type { tl } from '#tl';
import { badRequest } from './errors.ts';
import { encodeJpeg } from './images/jpeg-encode.ts';
import { paintScene } from './images/scenes.ts';
import { mix32 } from './random.ts';

export interface WebFile {
  bytes: Uint8Array;
  mimeType: string;
}

const QUALITY = 80;

/** What one data center fetches from elsewhere for its clients: documents of the web, maps, covers (core.telegram.org/api/files). */
export class WebFiles {
  readonly #documents = new Map<string, WebFile & { accessHash: bigint }>();
  readonly #drawn = new Map<string, Uint8Array>();

  /** Puts a document on the web; clients must know its access hash. */
  add(url: string, accessHash: bigint, file: WebFile): void {
    this.#documents.set(url, { ...file, accessHash });
  }

  document(url: string, accessHash: bigint): WebFile {
    const found = this.#documents.get(url);
    if (found === undefined || found.accessHash !== accessHash) throw badRequest('LOCATION_INVALID');
    return found;
  }

  map({ geoPoint, accessHash, w, h, zoom, scale }: tl.inputWebFileGeoPointLocation): WebFile {
    const isSide = (pixels: number): boolean => pixels >= 16 && pixels <= 1024;
    const fits = isSide(w) && isSide(h) && zoom >= 13 && zoom <= 20 && scale >= 1 && scale <= 3;
    if (geoPoint._ !== 'inputGeoPoint' || accessHash !== 1n || !fits) throw badRequest('LOCATION_INVALID');
    const seed = mix32(Math.round(geoPoint.lat * 1000) ^ mix32(Math.round(geoPoint.long * 1000)) ^ zoom);
    return this.#draw(`map ${seed} ${w} ${h} ${scale}`, () => paintScene('field', seed, w * scale, h * scale));
  }

  cover(documentId: bigint, small: boolean): WebFile {
    const seed = Number(BigInt.asUintN(31, documentId));
    const side = small ? 90 : 320;
    return this.#draw(`cover ${seed} ${side}`, () => paintScene('abstract', seed, side, side));
  }

  #draw(key: string, paint: () => Parameters<typeof encodeJpeg>[0]): WebFile {
    let bytes = this.#drawn.get(key);
    if (bytes === undefined) {
      bytes = encodeJpeg(paint(), QUALITY);
      this.#drawn.set(key, bytes);
    }
    return { bytes, mimeType: 'image/jpeg' };
  }
}
