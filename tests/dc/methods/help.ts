import type { tl } from '#tl';
import { countries, countriesHash } from '../world/countries.ts';
import { badRequest } from '../world/errors.ts';
import { toJsonValue } from '../world/facts.ts';
import { renderUser } from '../world/render-peers.ts';
import { SERVICE_USER_ID } from '../world/state.ts';
import type { Call, HandlerTable } from './call.ts';

/** core.telegram.org/api/config and what else clients ask of `help.*` at start. */

/** The versions of the pack that the client said it uses, and of the one beneath it. */
function languageVersions({ context, world: { languages } }: Call): Pick<tl.config, 'langPackVersion' | 'baseLangPackVersion'> {
  const code = context.init?.langCode ?? '';
  const base = languages.language(code)?.baseLangCode;
  return { langPackVersion: languages.version(code), baseLangPackVersion: languages.version(base ?? '') };
}

export function config(call: Call): tl.config {
  const now = call.now();
  const { state } = call;
  return {
    _: 'config',
    date: now,
    expires: now + 3600,
    testMode: true,
    thisDc: call.context.dcId,
    dcOptions: state.dcs.map((dc) => ({
      _: 'dcOption',
      id: dc.id,
      ipAddress: dc.host,
      port: dc.port,
      thisPortOnly: true,
      ...(dc.host.includes(':') ? { ipv6: true } : {}),
      ...(dc.cdn === undefined ? {} : { cdn: dc.cdn }),
      ...(dc.mediaOnly === undefined ? {} : { mediaOnly: dc.mediaOnly }),
    })),
    dcTxtDomainName: 'tapv3.stel.com',
    chatSizeMax: 200,
    megagroupSizeMax: 200_000,
    forwardedCountMax: 100,
    onlineUpdatePeriodMs: 210_000,
    offlineBlurTimeoutMs: 5000,
    offlineIdleTimeoutMs: 30_000,
    onlineCloudTimeoutMs: 300_000,
    notifyCloudDelayMs: 30_000,
    notifyDefaultDelayMs: 1500,
    pushChatPeriodMs: 60_000,
    pushChatLimit: 2,
    editTimeLimit: state.settings.editTimeLimit,
    revokeTimeLimit: state.settings.revokeTimeLimit,
    revokePmTimeLimit: state.settings.revokePmTimeLimit,
    revokePmInbox: true,
    ratingEDecay: 2_419_200,
    stickersRecentLimit: 200,
    channelsReadMediaPeriod: 604_800,
    callReceiveTimeoutMs: 20_000,
    callRingTimeoutMs: 90_000,
    callConnectTimeoutMs: 30_000,
    callPacketTimeoutMs: 10_000,
    meUrlPrefix: 'https://t.me/',
    gifSearchUsername: 'gif',
    venueSearchUsername: 'foursquare',
    imgSearchUsername: 'bing',
    captionLengthMax: 1024,
    messageLengthMax: 4096,
    webfileDcId: 2,
    suggestedLangCode: 'en',
    ...languageVersions(call),
    reactionsDefault: { _: 'reactionEmoji', emoticon: '👍' },
    ...state.settings.config,
  };
}

export const helpMethods: HandlerTable = {
  'help.getConfig': config,

  'help.getAppConfig': (call, query) => {
    const { appConfigHash, appConfig } = call.world;
    if (query.hash !== 0 && query.hash === appConfigHash) return { _: 'help.appConfigNotModified' };
    return { _: 'help.appConfig', hash: appConfigHash, config: toJsonValue(appConfig) };
  },

  'help.getNearestDc': (call) => ({
    _: 'nearestDc',
    country: call.state.settings.nearest.country,
    thisDc: call.context.dcId,
    nearestDc: Math.min(call.state.settings.nearest.dcId, call.state.dcCount),
  }),

  'help.getCountriesList': (_call, query) => {
    const list = countries();
    const hash = countriesHash(list);
    if (query.hash !== 0 && query.hash === hash) return { _: 'help.countriesListNotModified' };
    return { _: 'help.countriesList', countries: list, hash };
  },

  'help.getCdnConfig': ({ world: { cdn } }) => ({
    _: 'cdnConfig',
    publicKeys: cdn === undefined ? [] : [{ _: 'cdnPublicKey', ...cdn }],
  }),
  'help.getPromoData': (call): tl.help.PromoData => {
    const { sponsor } = call.state.settings;
    const expires = call.now() + 3600;
    // Whoever comes through no MTProto proxy has no sponsor.
    if (sponsor === undefined || call.context.init?.proxy === undefined) return { _: 'help.promoDataEmpty', expires };
    const view = call.view();
    const peer = view.peer(sponsor);
    const { users, chats } = view.vectors();
    return { _: 'help.promoData', proxy: true, expires, peer, pendingSuggestions: [], dismissedSuggestions: [], users, chats };
  },
  'help.hidePromoData': () => true,
  'help.dismissSuggestion': () => true,
  'help.getTermsOfServiceUpdate': (call) => ({ _: 'help.termsOfServiceUpdateEmpty', expires: call.now() + 3600 }),
  'help.acceptTermsOfService': () => true,
  'help.getInviteText': () => ({ _: 'help.inviteText', message: "Hey, I'm using Petrel to chat. Join me!" }),
  'help.getAppUpdate': () => ({ _: 'help.noAppUpdate' }),
  'help.saveAppLog': () => true,
  'help.getDeepLinkInfo': () => ({ _: 'help.deepLinkInfoEmpty' }),
  'help.getRecentMeUrls': () => ({ _: 'help.recentMeUrls', urls: [], chats: [], users: [] }),
  'help.getSupportName': () => ({ _: 'help.supportName', name: 'Petrel Support' }),
  'help.getPassportConfig': () => ({
    _: 'help.passportConfig',
    hash: 1,
    countriesLangs: { _: 'dataJSON', data: '{"DE":"de","GB":"en"}' },
  }),
  'help.getTimezonesList': () => ({
    _: 'help.timezonesList',
    timezones: [{ _: 'timezone', id: 'Europe/Berlin', name: 'Berlin', utcOffset: 3600 }],
    hash: 1,
  }),
  'help.getPeerColors': (_call, query) =>
    query.hash === 1 ? { _: 'help.peerColorsNotModified' } : { _: 'help.peerColors', hash: 1, colors: peerColors() },
  'help.getPeerProfileColors': (_call, query) =>
    query.hash === 1 ? { _: 'help.peerColorsNotModified' } : { _: 'help.peerColors', hash: 1, colors: profileColors() },
  'help.getPremiumPromo': () => ({
    _: 'help.premiumPromo',
    statusText: 'Premium is not sold here.',
    statusEntities: [],
    videoSections: [],
    videos: [],
    periodOptions: [],
    users: [],
  }),
  'help.getUserInfo': () => ({ _: 'help.userInfoEmpty' }),

  'help.getSupport': (call) => {
    const view = call.view();
    const user = renderUser(view, SERVICE_USER_ID);
    if (!user) throw badRequest('USER_ID_INVALID');
    return { _: 'help.support', phoneNumber: '42777', user };
  },
};

const NAME_COLORS: number[][] = [
  [0xcc5049],
  [0xd67722],
  [0x955cdb],
  [0x40a920],
  [0x309eba],
  [0x368ad1],
  [0xc7508b],
  [0xe15052, 0xf9ae63],
  [0xe0802b, 0xfac534],
  [0xa05ff3, 0xf48fff],
  [0x27a910, 0xa7dc57],
  [0x27acce, 0x82e8d6],
  [0x3391d4, 0x7dd3f0],
  [0xdd4371, 0xffbe9f],
];

function peerColors(): tl.help.PeerColorOption[] {
  return NAME_COLORS.map((colors, colorId) => ({
    _: 'help.peerColorOption',
    colorId,
    ...(colorId > 6 ? { colors: { _: 'help.peerColorSet', colors }, darkColors: { _: 'help.peerColorSet', colors } } : {}),
  }));
}

function profileColors(): tl.help.PeerColorOption[] {
  return NAME_COLORS.slice(0, 8).map((colors, colorId) => {
    const set: tl.help.peerColorProfileSet = {
      _: 'help.peerColorProfileSet',
      paletteColors: colors,
      bgColors: colors,
      storyColors: [colors[0] ?? 0, colors[0] ?? 0],
    };
    return { _: 'help.peerColorOption', colorId, colors: set, darkColors: set };
  });
}
