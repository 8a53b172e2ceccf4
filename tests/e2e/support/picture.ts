import { photoFromBytes } from '../../dc/world/images/intake.ts';
import { encodeJpeg } from '../../dc/world/images/jpeg-encode.ts';
import { createRaster } from '../../dc/world/images/raster.ts';
import type { World } from '../../dc/world/index.ts';

/** A picture of that size on the local DC: two colours that run into each other. */
export function paint(world: World, width: number, height: number) {
  const raster = createRaster(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) raster.rgb.set([(x * 255) / width, (y * 255) / height, 150], (y * width + x) * 3);
  }
  const { renditions, stripped } = photoFromBytes(encodeJpeg(raster, 80));
  return world.state.files.addPhoto({ dcId: 2, date: world.state.now() }, renditions, stripped);
}
