import type * as v from 'valibot';
import type { CallName, CallOutput, calls, TopicEvent, TopicName, topics } from './contract.ts';

/** One renderer window that is connected. Features key what they have already told it by this object's identity. */
export interface IpcConnection {
  readonly id: number;
}

export interface CallContext {
  /** Aborted when the renderer cancels the call or goes away. */
  signal: AbortSignal;
  connection: IpcConnection;
}

export type ValidCallInput<Name extends CallName> = v.InferOutput<(typeof calls)[Name]['input']>;
export type ValidTopicInput<Name extends TopicName> = v.InferOutput<(typeof topics)[Name]['input']>;

/** Answers a call; throws `AppError` (or an RPC error, which the server turns into one). */
export type CallHandler<Name extends CallName> = (
  input: ValidCallInput<Name>,
  context: CallContext,
) => CallOutput<Name> | Promise<CallOutput<Name>>;

export interface Subscription<Input> {
  /** The renderer wants the same topic with other parameters; what it already has need not be sent again. */
  retune(input: Input): void;
  dispose(): void;
}

/** Serves a topic: emits the present state at once (or as soon as it is known), then changes. */
export type TopicHandler<Name extends TopicName> = (
  input: ValidTopicInput<Name>,
  emit: (event: TopicEvent<Name>) => void,
  connection: IpcConnection,
) => Subscription<ValidTopicInput<Name>>;

export type CallHandlers = { [Name in CallName]: CallHandler<Name> };
export type TopicHandlers = { [Name in TopicName]: TopicHandler<Name> };
