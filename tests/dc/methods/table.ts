import { accountMethods } from './account.ts';
import { authMethods } from './auth.ts';
import type { AnyHandler, HandlerTable } from './call.ts';
import { channelMethods } from './channels.ts';
import { contactMethods } from './contacts.ts';
import { defaultMethods } from './defaults.ts';
import { chatlistMethods } from './chatlists.ts';
import { dialogMethods } from './dialogs.ts';
import { editMethods } from './edit.ts';
import { folderMethods } from './folders.ts';
import { groupMethods } from './groups.ts';
import { helpMethods } from './help.ts';
import { historyMethods } from './history.ts';
import { inviteMethods } from './invites.ts';
import { langpackMethods } from './langpack.ts';
import { messageToolMethods } from './message-tools.ts';
import { photoMethods } from './photos.ts';
import { pollMethods } from './polls.ts';
import { readerMethods } from './readers.ts';
import { reactionMethods } from './reactions.ts';
import { scheduledMethods } from './scheduled.ts';
import { searchPostsMethods } from './search-posts.ts';
import { searchResultMethods } from './search-results.ts';
import { savedMethods } from './saved.ts';
import { sendMethods } from './send.ts';
import { threadMethods } from './threads.ts';
import { todoMethods } from './todos.ts';
import { updateMethods } from './updates.ts';
import { uploadMethods } from './upload.ts';
import { userMethods } from './users.ts';

/** Every method that the world knows. */
const TABLE: HandlerTable = {
  ...defaultMethods,
  ...authMethods,
  ...helpMethods,
  ...langpackMethods,
  ...accountMethods,
  ...userMethods,
  ...contactMethods,
  ...dialogMethods,
  ...folderMethods,
  ...chatlistMethods,
  ...historyMethods,
  ...readerMethods,
  ...searchPostsMethods,
  ...searchResultMethods,
  ...savedMethods,
  ...threadMethods,
  ...sendMethods,
  ...scheduledMethods,
  ...reactionMethods,
  ...editMethods,
  ...groupMethods,
  ...inviteMethods,
  ...channelMethods,
  ...updateMethods,
  ...uploadMethods,
  ...photoMethods,
  ...pollMethods,
  ...todoMethods,
  ...messageToolMethods,
};

export function handlerFor(method: string): AnyHandler | undefined {
  if (!Object.hasOwn(TABLE, method)) return undefined;
  return TABLE[method as keyof HandlerTable] as AnyHandler | undefined;
}

export function implementedMethods(): string[] {
  return Object.keys(TABLE).sort();
}

/** What may be called before a login; anything else is answered 401 AUTH_KEY_UNREGISTERED. */
const OPEN = new Set([
  'auth.sendCode',
  'auth.resendCode',
  'auth.cancelCode',
  'auth.signIn',
  'auth.signUp',
  'auth.checkPassword',
  'auth.requestPasswordRecovery',
  'auth.recoverPassword',
  'auth.checkRecoveryPassword',
  'auth.exportLoginToken',
  'auth.importLoginToken',
  'auth.importAuthorization',
  'auth.importBotAuthorization',
  'auth.importWebTokenAuthorization',
  'auth.bindTempAuthKey',
  'auth.dropTempAuthKeys',
  'auth.resetLoginEmail',
  'auth.checkPaidAuth',
  'auth.initPasskeyLogin',
  'auth.finishPasskeyLogin',
  'auth.requestFirebaseSms',
  'auth.reportMissingCode',
  'account.getPassword',
  'account.deleteAccount',
  'account.sendVerifyEmailCode',
  'account.verifyEmail',
  'help.getConfig',
  'help.getAppConfig',
  'help.getNearestDc',
  'help.getCountriesList',
  'help.getDeepLinkInfo',
  'help.saveAppLog',
  'help.getCdnConfig',
  'upload.getCdnFile',
  'help.getAppUpdate',
  'langpack.getLangPack',
  'langpack.getStrings',
  'langpack.getDifference',
  'langpack.getLanguages',
  'langpack.getLanguage',
]);

export function worksWithoutLogin(method: string): boolean {
  return OPEN.has(method);
}
