import { badRequest } from '../world/errors.ts';
import type { Call, HandlerTable } from './call.ts';

/** Languages of the interface (core.telegram.org/api/translations): all of it works without a login. */

function checkPack(call: Call, langPack: string): void {
  if (!call.world.languages.isPack(langPack)) throw badRequest('LANG_PACK_INVALID');
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw badRequest('LANG_CODE_NOT_SUPPORTED');
  return found;
}

export const langpackMethods: HandlerTable = {
  'langpack.getLanguages': (call, query) => {
    checkPack(call, query.langPack);
    return call.world.languages.all();
  },
  'langpack.getLanguage': (call, query) => {
    checkPack(call, query.langPack);
    return known(call.world.languages.language(query.langCode));
  },
  'langpack.getLangPack': (call, query) => {
    checkPack(call, query.langPack);
    return known(call.world.languages.difference(query.langCode, 0));
  },
  'langpack.getStrings': (call, query) => {
    checkPack(call, query.langPack);
    return known(call.world.languages.strings(query.langCode, query.keys));
  },
  'langpack.getDifference': (call, query) => {
    checkPack(call, query.langPack);
    return known(call.world.languages.difference(query.langCode, query.fromVersion));
  },
};
