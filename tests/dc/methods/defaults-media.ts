import { EFFECTS, EFFECTS_HASH, effectDocuments } from '../world/effects.ts';
import { badRequest } from '../world/errors.ts';
import type { HandlerTable } from './call.ts';

/** Stickers, GIFs, emoji and reactions: the world has no sets, so every list is empty. */

const NO_SETS = { _: 'messages.allStickers', hash: 0n, sets: [] } as const;
const NO_FEATURED = { _: 'messages.featuredStickers', hash: 0n, count: 0, sets: [], unread: [] } as const;
const NO_STATUSES = { _: 'account.emojiStatuses', hash: 0n, statuses: [] } as const;
const NO_EMOJI = { _: 'emojiList', hash: 0n, documentId: [] } as const;
const NO_GROUPS = { _: 'messages.emojiGroups', hash: 0, groups: [] } as const;
export const mediaDefaults: HandlerTable = {
  'messages.getAllStickers': () => ({ ...NO_SETS, sets: [] }),
  'messages.getMaskStickers': () => ({ ...NO_SETS, sets: [] }),
  'messages.getEmojiStickers': () => ({ ...NO_SETS, sets: [] }),
  'messages.getStickers': () => ({ _: 'messages.stickers', hash: 0n, stickers: [] }),
  'messages.getRecentStickers': () => ({ _: 'messages.recentStickers', hash: 0n, packs: [], stickers: [], dates: [] }),
  'messages.getFavedStickers': () => ({ _: 'messages.favedStickers', hash: 0n, packs: [], stickers: [] }),
  'messages.getFeaturedStickers': () => ({ ...NO_FEATURED, sets: [], unread: [] }),
  'messages.getFeaturedEmojiStickers': () => ({ ...NO_FEATURED, sets: [], unread: [] }),
  'messages.getOldFeaturedStickers': () => ({ ...NO_FEATURED, sets: [], unread: [] }),
  'messages.getArchivedStickers': () => ({ _: 'messages.archivedStickers', count: 0, sets: [] }),
  'messages.getMyStickers': () => ({ _: 'messages.myStickers', count: 0, sets: [] }),
  'messages.getAttachedStickers': () => [],
  'messages.searchStickers': () => ({ _: 'messages.foundStickers', hash: 0n, stickers: [] }),
  'messages.searchStickerSets': () => ({ _: 'messages.foundStickerSets', hash: 0n, sets: [] }),
  'messages.searchEmojiStickerSets': () => ({ _: 'messages.foundStickerSets', hash: 0n, sets: [] }),
  'messages.getStickerSet': () => {
    throw badRequest('STICKERSET_INVALID');
  },
  'messages.readFeaturedStickers': () => true,
  'messages.clearRecentStickers': () => true,
  'messages.saveRecentSticker': () => true,
  'messages.faveSticker': () => true,
  'messages.saveGif': () => true,
  'messages.getSavedGifs': () => ({ _: 'messages.savedGifs', hash: 0n, gifs: [] }),

  'messages.setDefaultReaction': () => true,
  'messages.getAvailableEffects': (_call, { hash }) =>
    hash === EFFECTS_HASH
      ? { _: 'messages.availableEffectsNotModified' }
      : { _: 'messages.availableEffects', hash: EFFECTS_HASH, effects: [...EFFECTS], documents: effectDocuments() },

  'messages.getCustomEmojiDocuments': () => [],
  'messages.searchCustomEmoji': () => ({ ...NO_EMOJI, documentId: [] }),
  'messages.getEmojiGroups': () => ({ ...NO_GROUPS, groups: [] }),
  'messages.getEmojiStatusGroups': () => ({ ...NO_GROUPS, groups: [] }),
  'messages.getEmojiProfilePhotoGroups': () => ({ ...NO_GROUPS, groups: [] }),
  'messages.getEmojiStickerGroups': () => ({ ...NO_GROUPS, groups: [] }),
  'messages.getEmojiKeywords': (_call, query) => ({
    _: 'emojiKeywordsDifference',
    langCode: query.langCode,
    fromVersion: 0,
    version: 1,
    keywords: [],
  }),
  'messages.getEmojiKeywordsDifference': (_call, query) => ({
    _: 'emojiKeywordsDifference',
    langCode: query.langCode,
    fromVersion: query.fromVersion,
    version: Math.max(1, query.fromVersion),
    keywords: [],
  }),
  'messages.getEmojiKeywordsLanguages': (_call, query) => query.langCodes.map((langCode) => ({ _: 'emojiLanguage', langCode })),
  'messages.getEmojiURL': () => ({ _: 'emojiURL', url: 'https://translations.telegram.org/en/emoji' }),

  'account.getDefaultEmojiStatuses': () => ({ ...NO_STATUSES, statuses: [] }),
  'account.getRecentEmojiStatuses': () => ({ ...NO_STATUSES, statuses: [] }),
  'account.getChannelDefaultEmojiStatuses': () => ({ ...NO_STATUSES, statuses: [] }),
  'account.getCollectibleEmojiStatuses': () => ({ ...NO_STATUSES, statuses: [] }),
  'account.clearRecentEmojiStatuses': () => true,
  'account.getDefaultProfilePhotoEmojis': () => ({ ...NO_EMOJI, documentId: [] }),
  'account.getDefaultGroupPhotoEmojis': () => ({ ...NO_EMOJI, documentId: [] }),
  'account.getDefaultBackgroundEmojis': () => ({ ...NO_EMOJI, documentId: [] }),
  'account.getChannelRestrictedStatusEmojis': () => ({ ...NO_EMOJI, documentId: [] }),
};
