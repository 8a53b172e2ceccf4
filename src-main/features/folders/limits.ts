import type { FolderLimits } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';

/** A number of the server's wishes for clients (core.telegram.org/api/config), or the fallback. */
export type AppNumber = (name: string, fallback: number) => number;

export function isPremium(store: Pick<Store, 'peers'>): boolean {
  return store.peers.self()?.isPremium === true;
}

/** How many folders, chats in them and links there may be (core.telegram.org/api/config, dialog_filters_limit_default and its kin). */
export function folderLimits(store: Pick<Store, 'peers'>, appNumber: AppNumber): FolderLimits {
  const premium = isPremium(store);
  const limit = (name: string, standard: number, more: number): number =>
    premium ? appNumber(`${name}_premium`, more) : appNumber(`${name}_default`, standard);
  return {
    folders: limit('dialog_filters_limit', 10, 30),
    chats: limit('dialog_filters_chats_limit', 100, 200),
    links: limit('chatlist_invites_limit', 3, 100),
    joined: limit('chatlists_joined_limit', 2, 20),
  };
}
