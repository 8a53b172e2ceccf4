import type { PhotoMade, PhotoWish } from './photo-worker.ts';

export interface PhotoLook {
  width: number;
  height: number;
  animated: boolean;
}

/** Looks at pictures and makes photos of them, on a thread of its own so that nothing stutters. */
export interface PhotoMaker {
  /** Undefined for what is no picture. */
  look(file: Blob): Promise<PhotoLook | undefined>;
  /** A JPEG that fits `side`, upright and without metadata; undefined for what is no picture. */
  make(file: Blob, side: number): Promise<(PhotoLook & { blob: Blob }) | undefined>;
  dispose(): void;
}

export function createPhotoMaker(): PhotoMaker {
  let worker: Worker | undefined;
  let lastId = 0;
  const waiting = new Map<number, (made: PhotoMade) => void>();
  const ask = (wish: Omit<PhotoWish, 'id'>): Promise<PhotoMade> => {
    worker ??= start();
    const id = ++lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      worker?.postMessage({ ...wish, id } satisfies PhotoWish);
    });
  };
  const start = (): Worker => {
    const made = new Worker(new URL('./photo-worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<PhotoMade>) => {
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    });
    made.addEventListener('error', () => {
      for (const [id, resolve] of waiting) resolve({ id, ok: false });
      waiting.clear();
    });
    return made;
  };
  return {
    async look(file) {
      const made = await ask({ file });
      return made.ok ? made : undefined;
    },
    async make(file, side) {
      const made = await ask({ file, side });
      return made.ok && made.blob ? { ...made, blob: made.blob } : undefined;
    },
    dispose: () => worker?.terminate(),
  };
}
