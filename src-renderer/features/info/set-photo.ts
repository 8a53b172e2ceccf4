import type { PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { attachBytes } from '../attach/attach-bytes.ts';

/** Makes a picture the photo of a chat. Throws `AppError`. */
export async function setChatPhoto({ client }: Pick<AppState, 'client'>, peerId: PeerId, photo: Blob): Promise<void> {
  const attachment = await attachBytes(photo, new AbortController().signal);
  await client.call('info.setPhoto', { peerId, attachment });
}
