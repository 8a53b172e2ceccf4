import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import type { StoredPhoto } from '../world/files.ts';
import { renderPhoto } from '../world/render-peers.ts';
import type { Call, HandlerTable } from './call.ts';
import { findPhoto, storePhoto } from './media.ts';
import { resolveUser } from './resolve.ts';

/** Profile photos. */

function changed(call: Call): void {
  const { user } = call.account;
  for (const account of [call.account, ...call.world.ops.watchersOf(user.id)]) {
    call.world.delivery.updates(
      account,
      (view) => {
        view.user(user.id);
        return [{ _: 'updateUser', userId: user.id }];
      },
      account === call.account ? call.caller : undefined,
    );
  }
}

function answer(call: Call, photo: StoredPhoto | undefined): tl.photos.photo {
  const view = call.view();
  view.user(call.account.id);
  return {
    _: 'photos.photo',
    photo: photo ? renderPhoto(view, photo) : { _: 'photoEmpty', id: 0n },
    users: view.vectors().users,
  };
}

export const photoMethods: HandlerTable = {
  'photos.getUserPhotos': (call, query) => {
    const user = resolveUser(call, query.userId);
    const view = call.view();
    view.user(user.id);
    let all = user.photos;
    if (query.maxId !== 0n) {
      const at = all.findIndex((photo) => photo.id === query.maxId);
      all = at < 0 ? [] : all.slice(Math.max(0, at + (query.offset < 0 ? query.offset + 1 : 0)));
    }
    const limit = Math.max(1, Math.min(100, query.limit || 20));
    const start = Math.max(0, query.offset);
    const photos = all.slice(start, start + limit).map((photo) => renderPhoto(view, photo));
    const { users } = view.vectors();
    if (start + photos.length >= all.length && start === 0) return { _: 'photos.photos', photos, users };
    return { _: 'photos.photosSlice', count: all.length, photos, users };
  },

  'photos.uploadProfilePhoto': (call, query) => {
    if (!query.file) throw badRequest('PHOTO_FILE_MISSING');
    const file = call.world.uploads.take(call.uploader, query.file);
    const photo = storePhoto(call, file.read(0, file.size));
    call.account.user.photos.unshift(photo);
    changed(call);
    return answer(call, photo);
  },

  'photos.updateProfilePhoto': (call, query) => {
    const { user } = call.account;
    if (query.id._ === 'inputPhotoEmpty') user.photos.shift();
    else {
      const photo = findPhoto(call, query.id);
      user.photos = [photo, ...user.photos.filter((one) => one !== photo)];
    }
    changed(call);
    return answer(call, user.photos[0]);
  },

  'photos.deletePhotos': (call, query) => {
    const { user } = call.account;
    const ids = query.id.flatMap((input) => (input._ === 'inputPhoto' ? [input.id] : []));
    const gone = user.photos.filter((photo) => ids.includes(photo.id)).map((photo) => photo.id);
    user.photos = user.photos.filter((photo) => !gone.includes(photo.id));
    changed(call);
    return gone;
  },
};
