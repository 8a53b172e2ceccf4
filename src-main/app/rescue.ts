import { userPeerId } from '#shared/model/index.ts';
import type { StoredAuthKey } from '../mtproto/index.ts';
import type { PeerRecord, Store } from '../store/index.ts';

/** What lets the person stay signed in when the database is lost. */
interface Rescued {
  keys: StoredAuthKey[];
  mainDcId: number;
  self: PeerRecord;
}

/** As much of it as a damaged database still gives; undefined when that is not enough. */
export function rescue(store: Store, mainDcId: number): Rescued | undefined {
  try {
    const selfId = store.meta.selfId();
    const self = selfId === undefined ? undefined : store.peers.record(selfId);
    const keys = store.mtproto.loadAuthKeys();
    return self === undefined || keys.length === 0 ? undefined : { keys, mainDcId, self };
  } catch {
    return undefined;
  }
}

/** Puts it into an empty database. */
export function restore(store: Store, { keys, mainDcId, self }: Rescued): void {
  store.transaction(() => {
    for (const key of keys) store.mtproto.saveAuthKey(key);
    store.mtproto.saveMainDcId(mainDcId);
    if (self._ === 'user') {
      store.peers.apply([self], []);
      store.meta.setSelfId(userPeerId(self.id));
    }
  });
}
