import type { FileOrigin, FileStore, Rendition, StoredPhoto } from '../files.ts';
import { paintEmblem, paintPortrait, type Emblem } from './avatar.ts';
import { encodeJpegToSize } from './jpeg-encode.ts';
import { fit, type Raster } from './raster.ts';
import { paintScene, type SceneKind } from './scenes.ts';
import { strippedThumb } from './stripped.ts';

/** Photos that are painted when somebody downloads them. Their sizes are promised beforehand and kept by padding. */

const CACHE_BYTES = 48_000_000;

/** Keeps what was drawn last, so that a download in parts draws once. */
export class DrawCache {
  readonly #entries = new Map<string, Uint8Array>();
  #bytes = 0;

  get(key: string, draw: () => Uint8Array): Uint8Array {
    const known = this.#entries.get(key);
    if (known) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = draw();
    this.#entries.set(key, made);
    this.#bytes += made.length;
    for (const [old, bytes] of this.#entries) {
      if (this.#bytes <= CACHE_BYTES) break;
      this.#entries.delete(old);
      this.#bytes -= bytes.length;
    }
    return made;
  }
}

type Paint = (w: number, h: number) => Raster;

export class Painter {
  readonly #files: FileStore;
  readonly #cache: DrawCache;

  constructor(files: FileStore, cache: DrawCache = new DrawCache()) {
    this.#files = files;
    this.#cache = cache;
  }

  /** A photo message's picture; `w` × `h` is its largest size, up to 1280. */
  scene(origin: FileOrigin, kind: SceneKind, seed: number, w: number, h: number): StoredPhoto {
    const paint: Paint = (width, height) => paintScene(kind, seed, width, height);
    const sizes: [string, number][] = [
      ['m', 320],
      ['x', 800],
      ['y', 1280],
    ];
    const longest = Math.max(w, h);
    const used = sizes.filter(([, side], at) => at === 0 || (sizes[at - 1]?.[1] ?? 0) < longest || side <= longest);
    return this.#photo(
      origin,
      `scene:${kind}:${seed}`,
      paint,
      used.map(([type, side]) => ({ type, ...fit(w, h, side) })),
    );
  }

  portrait(origin: FileOrigin, seed: number): StoredPhoto {
    return this.#avatar(origin, `portrait:${seed}`, (size) => paintPortrait(seed, size));
  }

  emblem(origin: FileOrigin, kind: Emblem, seed: number): StoredPhoto {
    return this.#avatar(origin, `emblem:${kind}:${seed}`, (size) => paintEmblem(kind, seed, size));
  }

  /** A square cut of a scene, for groups and channels. */
  view(origin: FileOrigin, kind: SceneKind, seed: number): StoredPhoto {
    return this.#avatar(origin, `view:${kind}:${seed}`, (size) => paintScene(kind, seed, size, size));
  }

  #avatar(origin: FileOrigin, key: string, paint: (size: number) => Raster): StoredPhoto {
    const sizes = [
      { type: 'a', w: 160, h: 160 },
      { type: 'c', w: 640, h: 640 },
    ];
    return this.#photo(origin, key, (w) => paint(w), sizes);
  }

  #photo(origin: FileOrigin, key: string, paint: Paint, sizes: { type: string; w: number; h: number }[]): StoredPhoto {
    const renditions = sizes.map(({ type, w, h }): Rendition => {
      const size = Math.round(w * h * 0.16) + 4_000 + (w % 97) * 3;
      return {
        type,
        w,
        h,
        size,
        bytes: () => this.#cache.get(`${key}:${type}:${w}x${h}`, () => encodeJpegToSize(paint(w, h), size)),
      };
    });
    const largest = sizes[sizes.length - 1] ?? { w: 40, h: 40 };
    const small = fit(largest.w, largest.h, 40);
    return this.#files.addPhoto(origin, renditions, () =>
      this.#cache.get(`${key}:i:${small.w}x${small.h}`, () => strippedThumb(paint(small.w, small.h))),
    );
  }
}
