import type { tl } from '#tl';
import { keyName, type Account, type Authorization } from '../world/account.ts';
import { badRequest } from '../world/errors.ts';
import { termsOfService } from '../world/facts.ts';
import type { PendingCode } from '../world/logins.ts';
import { renderUser } from '../world/render-peers.ts';
import { View } from '../world/view.ts';
import type { Call, HandlerTable } from './call.ts';

/** core.telegram.org/api/auth */

const CODE_LENGTH = 5;

function sentCode(call: Call, code: PendingCode): tl.auth.sentCode {
  const base = { _: 'auth.sentCode', phoneCodeHash: code.hash } as const;
  switch (code.kind) {
    case 'app':
      return { ...base, type: { _: 'auth.sentCodeTypeApp', length: CODE_LENGTH }, nextType: { _: 'auth.codeTypeSms' } };
    case 'sms':
      return {
        ...base,
        type: { _: 'auth.sentCodeTypeSms', length: CODE_LENGTH },
        nextType: { _: 'auth.codeTypeCall' },
        timeout: call.state.settings.resendSeconds,
      };
    case 'call':
      return { ...base, type: { _: 'auth.sentCodeTypeCall', length: CODE_LENGTH } };
  }
}

function authorization(call: Call, auth: Authorization): tl.auth.authorization {
  const user = renderUser(new View(call.state, auth), auth.account.id);
  if (!user) throw badRequest('USER_ID_INVALID');
  return { _: 'auth.authorization', user };
}

function logIn(call: Call, account: Account): tl.auth.authorization {
  const siblings = [...account.authorizations];
  const auth = call.world.logins.login(account, call.context, call.context.init);
  if (siblings.length > 0) call.world.announceLogin(auth);
  return authorization(call, auth);
}

function checkApi(apiId: number, apiHash: string): void {
  if (apiId <= 0 || apiHash === '') throw badRequest('API_ID_INVALID');
}

export const authMethods: HandlerTable = {
  'auth.sendCode': (call, query) => {
    checkApi(query.apiId, query.apiHash);
    const phone = call.world.logins.phone(query.phoneNumber, call.context.dcId);
    const account = call.world.logins.accountOf(phone);
    if (account && query.settings.logoutTokens && call.world.logins.redeemToken(query.settings.logoutTokens, account.id)) {
      return { _: 'auth.sentCodeSuccess', authorization: logIn(call, account) };
    }
    const code = call.world.logins.sendCode(phone, call.context);
    if (code.kind === 'app' && account) call.world.sendLoginCode(account, code);
    return sentCode(call, code);
  },

  'auth.resendCode': (call, query) => {
    const phone = call.world.logins.phone(query.phoneNumber, call.context.dcId);
    return sentCode(call, call.world.logins.resend(phone, query.phoneCodeHash, call.context));
  },

  'auth.cancelCode': (call, query) => {
    const phone = call.world.logins.phone(query.phoneNumber, call.context.dcId);
    call.world.logins.cancel(phone, query.phoneCodeHash);
    return true;
  },

  'auth.signIn': (call, query) => {
    const { logins } = call.world;
    const phone = logins.phone(query.phoneNumber, call.context.dcId);
    const code = logins.find(phone, query.phoneCodeHash);
    logins.check(code, query.phoneCode);
    const account = logins.accountOf(phone);
    if (!account) {
      code.verified = true;
      return { _: 'auth.authorizationSignUpRequired', termsOfService: termsOfService() };
    }
    logins.done(code);
    return logIn(call, account);
  },

  'auth.signUp': (call, query) => {
    const { logins } = call.world;
    const phone = logins.phone(query.phoneNumber, call.context.dcId);
    const code = logins.find(phone, query.phoneCodeHash);
    if (!code.verified) throw badRequest('PHONE_CODE_EMPTY');
    if (logins.accountOf(phone)) throw badRequest('PHONE_NUMBER_OCCUPIED');
    const firstName = query.firstName.trim();
    const lastName = query.lastName.trim();
    if (firstName === '' || firstName.length > 64) throw badRequest('FIRSTNAME_INVALID');
    if (lastName.length > 64) throw badRequest('LASTNAME_INVALID');
    logins.done(code);
    const user = call.world.createUser({ firstName, lastName, phone });
    const account = call.world.account(user.id);
    return logIn(call, account);
  },

  'auth.logOut': (call) => {
    const { auth } = call;
    const futureAuthToken = call.world.logins.futureToken(auth.account.id);
    const own = keyName(call.context);
    if (keyName(auth.main) === own) call.world.logins.end(auth);
    else {
      auth.keys.delete(own);
      call.state.keys.delete(own);
    }
    return { _: 'auth.loggedOut', futureAuthToken };
  },

  'auth.exportAuthorization': (call, query) => {
    if (query.dcId === call.context.dcId) throw badRequest('DC_ID_INVALID');
    const exported = call.world.logins.exportTo(call.auth, query.dcId);
    return { _: 'auth.exportedAuthorization', id: BigInt(exported.id), bytes: exported.bytes };
  },

  'auth.importAuthorization': (call, query) =>
    authorization(call, call.world.logins.importFrom(query.id, query.bytes, call.context)),

  'auth.resetAuthorizations': (call) => {
    for (const other of [...call.account.authorizations]) if (other !== call.auth) call.world.endSession(other);
    return true;
  },

  'auth.dropTempAuthKeys': () => true,

  'auth.exportLoginToken': (call, query) => {
    checkApi(query.apiId, query.apiHash);
    return { _: 'auth.loginToken', expires: call.now() + 30, token: call.state.random.bytes(32) };
  },

  'auth.importLoginToken': () => {
    throw badRequest('AUTH_TOKEN_INVALID');
  },

  'auth.acceptLoginToken': () => {
    throw badRequest('AUTH_TOKEN_INVALID');
  },

  'auth.checkPassword': () => {
    throw badRequest('PASSWORD_HASH_INVALID');
  },

  'auth.requestPasswordRecovery': () => {
    throw badRequest('PASSWORD_EMPTY');
  },

  'auth.importBotAuthorization': () => {
    throw badRequest('ACCESS_TOKEN_INVALID');
  },

  'auth.resetLoginEmail': (call, query) => {
    call.world.logins.find(call.world.logins.phone(query.phoneNumber, call.context.dcId), query.phoneCodeHash);
    throw badRequest('EMAIL_INSTALL_MISSING');
  },
};
