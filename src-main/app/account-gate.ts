import { calls, topics } from '#shared/ipc/contract.ts';
import type { CallName, TopicName } from '#shared/ipc/contract.ts';
import type { CallHandler, CallHandlers, Subscription, TopicHandler, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { Observable } from './observable.ts';

/** Calls and topics that the engine itself serves, with or without an account. */
const engineCallNames = ['app.info', 'app.setActive', 'app.setOnline', 'app.setTimeZone', 'connection.retry', 'storage.look'] as const;
const engineTopicNames = ['auth.state', 'connection.status', 'app.notices', 'app.links', 'language', 'proxies', 'spelling', 'storage.state', 'waits'] as const;
export type EngineCallName = Extract<CallName, `auth.${string}` | `proxies.${string}` | `languages.${string}` | `spelling.${string}` | `window.${string}` | (typeof engineCallNames)[number]>;
export type EngineTopicName = (typeof engineTopicNames)[number];
const engineCalls: ReadonlySet<CallName> = new Set(engineCallNames);
const engineTopics: ReadonlySet<TopicName> = new Set(engineTopicNames);

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

  const callNames = (Object.keys(calls) as CallName[]).filter(isOfAccount);
  const topicNames = (Object.keys(topics) as TopicName[]).filter((name): name is keyof AccountTopics => !engineTopics.has(name));
  return {
    calls: Object.fromEntries(callNames.map((name) => [name, call(name)])) as unknown as Omit<CallHandlers, EngineCallName>,
    topics: Object.fromEntries(topicNames.map((name) => [name, topic(name)])) as unknown as Omit<TopicHandlers, EngineTopicName>,
  };
}

const isOfAccount = (name: CallName): name is keyof AccountCalls =>
  !name.startsWith('auth.') && !name.startsWith('proxies.') && !engineCalls.has(name);
