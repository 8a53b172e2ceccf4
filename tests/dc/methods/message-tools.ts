import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import { renderEntities } from '../world/render-messages.ts';
import type { Call, HandlerTable } from './call.ts';
import { messageOf, resolvePeer } from './resolve.ts';

/** Translating and reporting messages. */

const LANGUAGES = new Set(['ar', 'de', 'en', 'es', 'fa', 'fr', 'he', 'it', 'nl', 'pt', 'ru', 'uk', 'zh']);

/** Stands for a translation: the language before the same words, every range where its words are now. */
function translated(text: string, entities: readonly tl.MessageEntity[], to: string): tl.textWithEntities {
  const head = `[${to}] `;
  return { _: 'textWithEntities', text: head + text, entities: entities.map((one) => ({ ...one, offset: one.offset + head.length })) };
}

function sources(call: Call, query: tl.messages.translateText): tl.textWithEntities[] {
  if (query.text !== undefined) return query.text;
  if (query.peer === undefined || query.id === undefined) throw badRequest('INPUT_TEXT_EMPTY');
  const peer = resolvePeer(call, query.peer);
  return query.id.map((id) => {
    const message = messageOf(call, peer, id);
    if (!message) throw badRequest('MSG_ID_INVALID');
    return { _: 'textWithEntities', text: message.content.text, entities: renderEntities(call.view(), message.content.entities) };
  });
}

/** What can be reported, as a tree: the names of the ways to its leaves are the options. */
const REASONS: Record<string, { title: string; options: string[] } | 'comment' | 'done'> = {
  '': { title: 'Report message', options: ['Spam', 'Violence', 'Other'] },
  Spam: 'done',
  Violence: { title: 'What kind of violence?', options: ['Threats', 'Animal abuse'] },
  'Violence/Threats': 'done',
  'Violence/Animal abuse': 'comment',
  Other: 'comment',
};

export const messageToolMethods: HandlerTable = {
  'messages.translateText': (call, query) => {
    if (!LANGUAGES.has(query.toLang)) throw badRequest('TO_LANG_INVALID');
    const texts = sources(call, query);
    if (texts.every((one) => one.text === '')) throw badRequest('INPUT_TEXT_EMPTY');
    if (texts.length > 20) throw badRequest('INPUT_TEXT_TOO_LONG');
    return { _: 'messages.translateResult', result: texts.map((one) => translated(one.text, one.entities, query.toLang)) };
  },

  'messages.report': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    if (query.id.length === 0 || query.id.some((id) => !messageOf(call, peer, id))) throw badRequest('MESSAGE_ID_INVALID');
    const path = Buffer.from(query.option).toString('utf8');
    const step = REASONS[path];
    if (step === undefined) throw badRequest('OPTION_INVALID');
    if (typeof step === 'object') {
      const options = step.options.map((text): tl.messageReportOption => ({
        _: 'messageReportOption', text, option: Uint8Array.from(Buffer.from(path === '' ? text : `${path}/${text}`)),
      }));
      return { _: 'reportResultChooseOption', title: step.title, options };
    }
    if (step === 'comment' && query.message === '') return { _: 'reportResultAddComment', option: query.option };
    call.state.reports.push({ by: call.account.id, peer, ids: query.id, option: path, comment: query.message });
    return { _: 'reportResultReported' };
  },
};
