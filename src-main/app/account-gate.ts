import type { CallName, TopicName } from '#shared/ipc/contract.ts';
import type { CallHandler, CallHandlers, Subscription, TopicHandler, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { Observable } from './observable.ts';

/** Calls and topics that the engine itself serves, with or without an account. */
export type EngineCallName = Extract<CallName, `auth.${string}` | `proxies.${string}` | 'app.info' | 'app.setActive' | 'app.setOnline' | 'app.setTimeZone' | 'connection.retry'>;
export type EngineTopicName = 'auth.state' | 'connection.status' | 'app.notices' | 'proxies' | 'waits';

export type AccountCalls = { [Name in Exclude<CallName, EngineCallName>]: CallHandler<Name> };
export type AccountTopics = { [Name in Exclude<TopicName, EngineTopicName>]: TopicHandler<Name> };

/** What a signed-in account serves. */
export interface AccountHandlers {
  calls: AccountCalls;
  topics: AccountTopics;
}

/**
 * Serves the calls and topics that need a signed-in account, whichever is signed in at the moment. Without one, calls answer
 * `UNAUTHORIZED`, and topics stay silent until somebody signs in.
 */
export function gateAccount(account: Observable<AccountHandlers | undefined>): {
  calls: Omit<CallHandlers, EngineCallName>;
  topics: Omit<TopicHandlers, EngineTopicName>;
} {
  const call =
    <Name extends keyof AccountCalls>(name: Name): AccountCalls[Name] =>
    ((...args: Parameters<AccountCalls[Name]>) => {
      const handlers = account.value;
      if (handlers === undefined) throw new AppError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
      return (handlers.calls[name] as (...all: typeof args) => unknown)(...args);
    }) as AccountCalls[Name];

  const topic =
    <Name extends keyof AccountTopics>(name: Name): AccountTopics[Name] =>
    ((firstInput: unknown, emit: never, connection: never): Subscription<unknown> => {
      let input = firstInput;
      let inner: Subscription<unknown> | undefined;
      const attach = (handlers: AccountHandlers | undefined): void => {
        inner?.dispose();
        const handler = handlers?.topics[name] as ((...args: unknown[]) => Subscription<unknown>) | undefined;
        inner = handler?.(input, emit, connection);
      };
      attach(account.value);
      const stop = account.onChange(attach);
      return {
        retune: (next) => {
          input = next;
          inner?.retune(next);
        },
        dispose: () => {
          stop();
          inner?.dispose();
        },
      };
    }) as AccountTopics[Name];

  return {
    calls: {
      'dialogs.setPinned': call('dialogs.setPinned'),
      'dialogs.setMuted': call('dialogs.setMuted'),
      'dialogs.setUnread': call('dialogs.setUnread'),
      'messages.send': call('messages.send'),
      'messages.sendFiles': call('messages.sendFiles'),
      'messages.edit': call('messages.edit'),
      'messages.delete': call('messages.delete'),
      'messages.forward': call('messages.forward'),
      'messages.capabilities': call('messages.capabilities'),
      'messages.retry': call('messages.retry'),
      'messages.read': call('messages.read'),
      'messages.readers': call('messages.readers'),
      'messages.setTyping': call('messages.setTyping'),
      'messages.lastEditable': call('messages.lastEditable'),
      'drafts.save': call('drafts.save'),
      'search.recent': call('search.recent'),
      'search.remember': call('search.remember'),
      'search.forget': call('search.forget'),
      'search.atDate': call('search.atDate'),
      'peers.resolve': call('peers.resolve'),
      'peers.get': call('peers.get'),
      'pins.set': call('pins.set'),
      'pins.clear': call('pins.clear'),
      'pins.hide': call('pins.hide'),
      'reactions.choice': call('reactions.choice'),
      'reactions.who': call('reactions.who'),
      'unread.next': call('unread.next'),
      'unread.readAll': call('unread.readAll'),
      'unread.seen': call('unread.seen'),
      'tools.translate': call('tools.translate'),
      'tools.report': call('tools.report'),
      'tools.link': call('tools.link'),
      'tools.onScreen': call('tools.onScreen'),
      'chat.act': call('chat.act'),
    },
    topics: {
      'dialogs.window': topic('dialogs.window'),
      'messages.window': topic('messages.window'),
      'messages.uploads': topic('messages.uploads'),
      'search.results': topic('search.results'),
      'chat.info': topic('chat.info'),
      pins: topic('pins'),
      'chat.actions': topic('chat.actions'),
      'peers.changed': topic('peers.changed'),
      'dialogs.totals': topic('dialogs.totals'),
      'config.limits': topic('config.limits'),
    },
  };
}
