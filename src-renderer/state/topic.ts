import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { TopicEvent, TopicInput, TopicName } from '#shared/ipc/contract.ts';
import type { IpcClient } from '../ipc/client.ts';

/** The latest event of a topic, while the owner lives; undefined until the first one. */
export function createTopic<Name extends TopicName>(
  client: IpcClient,
  name: Name,
  input: TopicInput<Name>,
): Accessor<TopicEvent<Name> | undefined> {
  const [latest, setLatest] = createSignal<TopicEvent<Name>>();
  const listening = client.listen(name, input, (event) => setLatest(() => event));
  onCleanup(() => listening.dispose());
  return latest;
}

/** Like `createTopic`, as a store: a change of one field re-renders what reads that field. */
export function createTopicStore<Name extends TopicName>(
  client: IpcClient,
  name: Name,
  input: TopicInput<Name>,
  onEvent?: (event: TopicEvent<Name>) => void,
): () => TopicEvent<Name> | undefined {
  const [state, setState] = createStore<{ value?: TopicEvent<Name> }>({});
  const listening = client.listen(name, input, (event) => {
    onEvent?.(event);
    setState('value', reconcile(event as never));
  });
  onCleanup(() => listening.dispose());
  return () => state.value;
}
