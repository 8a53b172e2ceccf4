import type { tl } from '#tl';
import type { Authorization } from '../world/account.ts';
import { badRequest, forbidden } from '../world/errors.ts';
import { SAFE_PRIME } from '../world/prime.ts';
import type { NotifySettings } from '../world/model.ts';
import { rulesOf, type PrivacyKeyName } from '../world/privacy.ts';
import { toPeer } from '../world/peers.ts';
import { renderNotify } from '../world/render-dialogs.ts';
import { renderUser } from '../world/render-peers.ts';
import type { Call, HandlerTable } from './call.ts';
import { findUser, resolvePeer } from './resolve.ts';

/** Settings and sessions of the account. */

function describe(call: Call, auth: Authorization): tl.authorization {
  const client = auth.client;
  return {
    _: 'authorization',
    hash: auth === call.auth ? 0n : auth.hash,
    deviceModel: client?.deviceModel ?? 'Unknown',
    platform: '',
    systemVersion: client?.systemVersion ?? '',
    apiId: client?.apiId ?? 1,
    appName: 'Petrel test client',
    appVersion: client?.appVersion ?? '0',
    dateCreated: auth.createdAt,
    dateActive: auth.activeAt,
    ip: '127.0.0.1',
    country: 'Localhost',
    region: '',
    ...(auth === call.auth ? { current: true } : {}),
    ...(auth.encryptedRequestsDisabled ? { encryptedRequestsDisabled: true } : {}),
    ...(auth.callRequestsDisabled ? { callRequestsDisabled: true } : {}),
  };
}

function byHash(call: Call, hash: bigint): Authorization {
  const found = [...call.account.authorizations].find((auth) => auth.hash === hash);
  if (!found) throw badRequest('HASH_INVALID');
  return found;
}

function self(call: Call): tl.User {
  const user = renderUser(call.view(), call.account.id);
  if (!user) throw badRequest('USER_ID_INVALID');
  return user;
}

function notifyTarget(call: Call, input: tl.InputNotifyPeer): { peer: tl.NotifyPeer; settings: NotifySettings } {
  const { account } = call;
  switch (input._) {
    case 'inputNotifyUsers':
      return { peer: { _: 'notifyUsers' }, settings: account.notifyScopes.users };
    case 'inputNotifyChats':
      return { peer: { _: 'notifyChats' }, settings: account.notifyScopes.chats };
    case 'inputNotifyBroadcasts':
      return { peer: { _: 'notifyBroadcasts' }, settings: account.notifyScopes.broadcasts };
    case 'inputNotifyPeer': {
      const key = resolvePeer(call, input.peer);
      return { peer: { _: 'notifyPeer', peer: toPeer(key) }, settings: account.dialog(key).notify };
    }
    case 'inputNotifyForumTopic':
      throw badRequest('PEER_ID_INVALID');
  }
}

/** Only the fields that came change; the rest stays. */
function applyNotify(settings: NotifySettings, sent: tl.InputPeerNotifySettings): void {
  if (sent.showPreviews !== undefined) settings.showPreviews = sent.showPreviews;
  if (sent.silent !== undefined) settings.silent = sent.silent;
  if (sent.muteUntil !== undefined) settings.muteUntil = sent.muteUntil;
  if (sent.sound !== undefined) settings.sound = sent.sound;
  if (sent.storiesMuted !== undefined) settings.storiesMuted = sent.storiesMuted;
}

function privacyName(key: tl.InputPrivacyKey): PrivacyKeyName {
  const name = key._.replace(/^inputP/, 'p');
  return name as PrivacyKeyName;
}

function privacyRule(call: Call, rule: tl.InputPrivacyRule): tl.PrivacyRule {
  switch (rule._) {
    case 'inputPrivacyValueAllowUsers':
      return { _: 'privacyValueAllowUsers', users: rule.users.flatMap((one) => findUser(call, one)?.id ?? []) };
    case 'inputPrivacyValueDisallowUsers':
      return { _: 'privacyValueDisallowUsers', users: rule.users.flatMap((one) => findUser(call, one)?.id ?? []) };
    case 'inputPrivacyValueAllowChatParticipants':
      return { _: 'privacyValueAllowChatParticipants', chats: rule.chats };
    case 'inputPrivacyValueDisallowChatParticipants':
      return { _: 'privacyValueDisallowChatParticipants', chats: rule.chats };
    default:
      return { _: rule._.replace(/^inputP/, 'p') } as tl.PrivacyRule;
  }
}

function privacyRules(call: Call, key: PrivacyKeyName): tl.account.privacyRules {
  const view = call.view();
  const rules = rulesOf(call.state, call.account.id, key);
  for (const rule of rules) if ('users' in rule) for (const id of rule.users) view.user(id);
  return { _: 'account.privacyRules', rules, ...view.vectors() };
}

export const accountMethods: HandlerTable = {
  'account.getAuthorizations': (call) => ({
    _: 'account.authorizations',
    authorizationTtlDays: call.account.authorizationTtlDays,
    authorizations: [...call.account.authorizations]
      .sort((a, b) => Number(b === call.auth) - Number(a === call.auth) || b.activeAt - a.activeAt)
      .map((auth) => describe(call, auth)),
  }),

  'account.resetAuthorization': (call, query) => {
    call.world.endSession(byHash(call, query.hash));
    return true;
  },

  'account.setAuthorizationTTL': (call, query) => {
    call.account.authorizationTtlDays = query.authorizationTtlDays;
    return true;
  },

  'account.changeAuthorizationSettings': (call, query) => {
    const auth = query.hash === 0n ? call.auth : byHash(call, query.hash);
    if (query.encryptedRequestsDisabled !== undefined) auth.encryptedRequestsDisabled = query.encryptedRequestsDisabled;
    if (query.callRequestsDisabled !== undefined) auth.callRequestsDisabled = query.callRequestsDisabled;
    return true;
  },

  'account.getWebAuthorizations': () => ({ _: 'account.webAuthorizations', authorizations: [], users: [] }),

  'account.getPassword': (call) => ({
    _: 'account.password',
    newAlgo: {
      _: 'passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow',
      salt1: call.state.random.bytes(8),
      salt2: call.state.random.bytes(16),
      g: 3,
      p: SAFE_PRIME,
    },
    newSecureAlgo: { _: 'securePasswordKdfAlgoPBKDF2HMACSHA512iter100000', salt: call.state.random.bytes(8) },
    secureRandom: call.state.random.bytes(256),
  }),

  'account.updateStatus': (call, query) => {
    call.world.setOnline(call.account.id, !query.offline);
    return true;
  },

  'account.getNotifySettings': (call, query) => renderNotify(notifyTarget(call, query.peer).settings),

  'account.updateNotifySettings': (call, query) => {
    const { peer, settings } = notifyTarget(call, query.peer);
    applyNotify(settings, query.settings);
    call.world.delivery.updates(
      call.account,
      () => [{ _: 'updateNotifySettings', peer, notifySettings: renderNotify(settings) }],
      call.caller,
    );
    return true;
  },

  'account.resetNotifySettings': (call) => {
    for (const dialog of call.account.dialogs.values()) dialog.notify = {};
    return true;
  },

  'account.getNotifyExceptions': (call) => {
    const view = call.view();
    const updates: tl.Update[] = [];
    for (const dialog of call.account.dialogs.values()) {
      if (Object.keys(dialog.notify).length === 0) continue;
      updates.push({
        _: 'updateNotifySettings',
        peer: { _: 'notifyPeer', peer: view.peer(dialog.peer) },
        notifySettings: renderNotify(dialog.notify),
      });
    }
    return call.world.delivery.answer(view, updates);
  },

  'account.updateProfile': (call, query) => {
    const { user } = call.account;
    if (query.firstName !== undefined) {
      const firstName = query.firstName.trim();
      if (firstName === '' || firstName.length > 64) throw badRequest('FIRSTNAME_INVALID');
      user.firstName = firstName;
    }
    if (query.lastName !== undefined) user.lastName = query.lastName.trim().slice(0, 64);
    if (query.about !== undefined) {
      if ([...query.about].length > (user.premium ? 140 : 70)) throw badRequest('ABOUT_TOO_LONG');
      user.bio = query.about;
    }
    call.world.people.announceName(user, [call.account, ...call.world.ops.watchersOf(user.id)]);
    return self(call);
  },

  'account.checkUsername': (call, query) => call.world.people.isFree(query.username),

  'account.updateUsername': (call, query) => {
    const { user } = call.account;
    if ((user.usernames[0] ?? '').toLowerCase() === query.username.toLowerCase()) throw badRequest('USERNAME_NOT_MODIFIED');
    if (query.username !== '' && !call.world.people.isFree(query.username)) throw badRequest('USERNAME_OCCUPIED');
    call.world.people.setUsername(user, query.username);
    call.world.people.announceName(user, [call.account, ...call.world.ops.watchersOf(user.id)]);
    return self(call);
  },

  'account.getPrivacy': (call, query) => privacyRules(call, privacyName(query.key)),

  'account.setPrivacy': (call, query) => {
    const key = privacyName(query.key);
    const rules = query.rules.map((rule) => privacyRule(call, rule));
    call.account.privacy.set(key, rules);
    call.world.delivery.updates(call.account, () => [{ _: 'updatePrivacy', key: { _: key }, rules }], call.caller);
    return privacyRules(call, key);
  },

  'account.getGlobalPrivacySettings': (call) => call.account.globalPrivacy,
  'account.setGlobalPrivacySettings': (call, query) => {
    const { archiveAndMuteNewNoncontactPeers, newNoncontactPeersRequirePremium } = query.settings;
    const mayArchive = call.world.appConfig['autoarchive_setting_available'] === true;
    if (archiveAndMuteNewNoncontactPeers && !mayArchive) throw badRequest('AUTOARCHIVE_NOT_AVAILABLE');
    if (newNoncontactPeersRequirePremium && !call.account.user.premium) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
    call.account.globalPrivacy = query.settings;
    return query.settings;
  },

  'account.getAccountTTL': (call) => ({ _: 'accountDaysTTL', days: call.account.accountTtlDays }),
  'account.setAccountTTL': (call, query) => {
    call.account.accountTtlDays = query.ttl.days;
    return true;
  },

  'account.getContactSignUpNotification': (call) => call.account.contactSignUpSilent,
  'account.setContactSignUpNotification': (call, query) => {
    call.account.contactSignUpSilent = query.silent;
    return true;
  },

  'account.getContentSettings': (call) => ({
    _: 'account.contentSettings',
    sensitiveCanChange: true,
    ...(call.account.sensitiveEnabled ? { sensitiveEnabled: true } : {}),
  }),
  'account.setContentSettings': (call, query) => {
    call.account.sensitiveEnabled = query.sensitiveEnabled === true;
    return true;
  },

  'account.updateBirthday': (call, query) => {
    if (query.birthday) call.account.user.birthday = query.birthday;
    else delete call.account.user.birthday;
    return true;
  },

  'account.registerDevice': () => true,
  'account.unregisterDevice': () => true,
  'account.updateDeviceLocked': () => true,
  'account.reportPeer': (call, query) => {
    call.state.reports.push({ by: call.account.id, peer: resolvePeer(call, query.peer), ids: [], option: query.reason._, comment: query.message });
    return true;
  },
  'account.invalidateSignInCodes': () => true,

  'messages.getDefaultHistoryTTL': (call) => ({ _: 'defaultHistoryTTL', period: call.account.defaultTtl }),
  'messages.setDefaultHistoryTTL': (call, query) => {
    call.account.defaultTtl = query.period;
    return true;
  },
};
