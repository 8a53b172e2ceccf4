import { badRequest } from '../world/errors.ts';
import { SAFE_PRIME } from '../world/prime.ts';
import type { HandlerTable } from './call.ts';
import { mediaDefaults } from './defaults-media.ts';
import { resolvePeer, resolveUser } from './resolve.ts';

/** What full clients ask at start and the world has none of: empty lists and plain defaults, in the right constructors. */

const DOWNLOAD = {
  _: 'autoDownloadSettings',
  photoSizeMax: 1_048_576,
  videoSizeMax: 10_485_760,
  fileSizeMax: 3_145_728,
  videoUploadMaxbitrate: 100,
  smallQueueActiveOperationsMax: 0,
  largeQueueActiveOperationsMax: 0,
} as const;

const SAVE = { _: 'autoSaveSettings' } as const;
const NO_STARS = { _: 'starsAmount', amount: 0n, nanos: 0 } as const;

export const defaultMethods: HandlerTable = {
  ...mediaDefaults,

  // Looks
  'account.getThemes': () => ({ _: 'account.themes', hash: 0n, themes: [] }),
  'account.getChatThemes': () => ({ _: 'account.themes', hash: 0n, themes: [] }),
  'account.getUniqueGiftChatThemes': () => ({ _: 'account.chatThemes', hash: 0n, themes: [], chats: [], users: [] }),
  'account.getWallPapers': () => ({ _: 'account.wallPapers', hash: 0n, wallpapers: [] }),
  'account.installTheme': () => true,
  'account.getAutoDownloadSettings': () => ({
    _: 'account.autoDownloadSettings',
    low: DOWNLOAD,
    medium: DOWNLOAD,
    high: DOWNLOAD,
  }),
  'account.saveAutoDownloadSettings': () => true,
  'account.getAutoSaveSettings': () => ({
    _: 'account.autoSaveSettings',
    usersSettings: SAVE,
    chatsSettings: SAVE,
    broadcastsSettings: SAVE,
    exceptions: [],
    chats: [],
    users: [],
  }),
  'account.getWebBrowserSettings': () => ({
    _: 'account.webBrowserSettings',
    externalExceptions: [],
    inappExceptions: [],
    hash: 0n,
  }),

  // Notifications and reactions
  'account.getSavedRingtones': () => ({ _: 'account.savedRingtones', hash: 0n, ringtones: [] }),
  'account.getReactionsNotifySettings': () => ({
    _: 'reactionsNotifySettings',
    messagesNotifyFrom: { _: 'reactionNotificationsFromContacts' },
    sound: { _: 'notificationSoundDefault' },
    showPreviews: true,
  }),
  'account.setReactionsNotifySettings': (_call, query) => query.settings,
  'messages.getPaidReactionPrivacy': (call) => call.world.delivery.answer(call.view(), []),

  // Business, bots, passkeys
  'account.getConnectedBots': () => ({ _: 'account.connectedBots', connectedBots: [], users: [] }),
  'account.getBusinessChatLinks': () => ({ _: 'account.businessChatLinks', links: [], chats: [], users: [] }),
  'account.getPasskeys': () => ({ _: 'account.passkeys', passkeys: [] }),
  'account.getSavedMusicIds': () => ({ _: 'account.savedMusicIds', ids: [] }),
  'messages.getAttachMenuBots': () => ({ _: 'attachMenuBots', hash: 0n, bots: [], users: [] }),
  'messages.getQuickReplies': () => ({ _: 'messages.quickReplies', quickReplies: [], messages: [], chats: [], users: [] }),
  'messages.getInlineBotResults': (call, query) => {
    if (!resolveUser(call, query.bot).bot) throw badRequest('BOT_INVALID');
    return { _: 'messages.botResults', queryId: 1n, results: [], cacheTime: 300, users: [] };
  },
  'messages.getBotCallbackAnswer': () => ({ _: 'messages.botCallbackAnswer', cacheTime: 0 }),
  'bots.getBotMenuButton': () => ({ _: 'botMenuButtonDefault' }),
  'bots.getPopularAppBots': () => ({ _: 'bots.popularAppBots', users: [] }),
  'bots.getBotRecommendations': () => ({ _: 'users.users', users: [] }),

  // Scheduled messages, polls, reactions to messages
  'messages.getScheduledHistory': (call, query) => {
    resolvePeer(call, query.peer);
    return { _: 'messages.messages', messages: [], topics: [], chats: [], users: [] };
  },
  'messages.getScheduledMessages': (call, query) => {
    resolvePeer(call, query.peer);
    return {
      _: 'messages.messages',
      messages: query.id.map((id) => ({ _: 'messageEmpty', id })),
      topics: [],
      chats: [],
      users: [],
    };
  },
  'messages.getExtendedMedia': (call, query) => {
    resolvePeer(call, query.peer);
    return call.world.delivery.answer(call.view(), []);
  },
  'messages.getFactCheck': (_call, query) => query.msgId.map(() => ({ _: 'factCheck', hash: 0n })),
  'messages.searchSentMedia': () => ({ _: 'messages.messages', messages: [], topics: [], chats: [], users: [] }),
  'messages.getEmojiGameInfo': () => ({ _: 'messages.emojiGameUnavailable' }),
  'messages.togglePeerTranslations': () => true,
  'messages.transcribeAudio': () => {
    throw badRequest('TRANSCRIPTION_FAILED');
  },
  'messages.reportSpam': () => true,

  // Stories
  'stories.getAllStories': () => ({
    _: 'stories.allStories',
    count: 0,
    state: 'petrel',
    peerStories: [],
    chats: [],
    users: [],
    stealthMode: { _: 'storiesStealthMode' },
  }),
  'stories.getPeerStories': (call, query) => {
    const view = call.view();
    const peer = view.peer(resolvePeer(call, query.peer));
    return { _: 'stories.peerStories', stories: { _: 'peerStories', peer, stories: [] }, ...view.vectors() };
  },
  'stories.getPinnedStories': () => ({ _: 'stories.stories', count: 0, stories: [], chats: [], users: [] }),
  'stories.getStoriesArchive': () => ({ _: 'stories.stories', count: 0, stories: [], chats: [], users: [] }),
  'stories.getStoriesByID': () => ({ _: 'stories.stories', count: 0, stories: [], chats: [], users: [] }),
  'stories.getAllReadPeerStories': (call) => call.world.delivery.answer(call.view(), []),
  'stories.getPeerMaxIDs': (_call, query) => query.id.map(() => ({ _: 'recentStory' })),
  'stories.getAlbums': () => ({ _: 'stories.albums', hash: 0n, albums: [] }),
  'stories.getChatsToSend': () => ({ _: 'messages.chats', chats: [] }),
  'stories.toggleAllStoriesHidden': () => true,

  // Stars, gifts, Premium
  'payments.getStarsStatus': () => ({ _: 'payments.starsStatus', balance: NO_STARS, chats: [], users: [] }),
  'payments.getStarsTransactions': () => ({ _: 'payments.starsStatus', balance: NO_STARS, history: [], chats: [], users: [] }),
  'payments.getStarsSubscriptions': () => ({
    _: 'payments.starsStatus',
    balance: NO_STARS,
    subscriptions: [],
    chats: [],
    users: [],
  }),
  'payments.getStarsTopupOptions': () => [],
  'payments.getStarsGiftOptions': () => [],
  'payments.getStarGifts': () => ({ _: 'payments.starGifts', hash: 0, gifts: [], chats: [], users: [] }),
  'payments.getSavedStarGifts': () => ({ _: 'payments.savedStarGifts', count: 0, gifts: [], chats: [], users: [] }),
  'payments.getStarGiftCollections': () => ({ _: 'payments.starGiftCollections', collections: [] }),
  'payments.getStarGiftActiveAuctions': () => ({ _: 'payments.starGiftActiveAuctions', auctions: [], users: [], chats: [] }),
  'payments.getPremiumGiftCodeOptions': () => [],
  'payments.getSavedInfo': () => ({ _: 'payments.savedInfo' }),
  'payments.getConnectedStarRefBots': () => ({ _: 'payments.connectedStarRefBots', count: 0, connectedBots: [], users: [] }),
  'premium.getMyBoosts': () => ({ _: 'premium.myBoosts', myBoosts: [], chats: [], users: [] }),
  'premium.getBoostsStatus': (call, query) => {
    resolvePeer(call, query.peer);
    return {
      _: 'premium.boostsStatus',
      level: 0,
      currentLevelBoosts: 0,
      boosts: 0,
      nextLevelBoosts: 1,
      boostUrl: 'https://t.me/boost',
    };
  },
  'smsjobs.isEligibleToJoin': () => {
    throw badRequest('NOT_ELIGIBLE');
  },
  'aicompose.getTones': () => ({ _: 'aicompose.tones', hash: 0n, tones: [], users: [] }),

  // Chats that never are: secret chats, calls
  'messages.getDhConfig': (call, query) => {
    const random = call.state.random.bytes(Math.min(1024, Math.max(0, query.randomLength)));
    if (query.version === 1) return { _: 'messages.dhConfigNotModified', random };
    return { _: 'messages.dhConfig', g: 3, p: SAFE_PRIME, version: 1, random };
  },
  'messages.receivedQueue': () => [],
  'phone.getCallConfig': () => ({ _: 'dataJSON', data: '{}' }),
  'phone.getGroupCallJoinAs': (call, query) => {
    const view = call.view();
    resolvePeer(call, query.peer);
    return { _: 'phone.joinAsPeers', peers: [view.peer(call.account.id)], ...view.vectors() };
  },
};
