import { createResource, createSignal, For, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { PeerId, StorageLimits, StorageUsage, StoredMediaKind } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SettingsGroup } from './SettingsGroup.tsx';
import s from './StoragePage.module.css';

const words = t.settings.storagePage;
const GIB = 1024 ** 3;
const ages = [
  { days: 7, name: 'week' },
  { days: 30, name: 'month' },
  { days: 90, name: 'quarter' },
  { days: null, name: 'forever' },
] as const;
const limits: readonly number[] = [GIB / 2, GIB, 2 * GIB, 5 * GIB, 10 * GIB];

/** What is asked about: without `what`, the person says in the question which of the two. */
interface Clearing {
  what?: 'media' | 'messages';
  kind?: StoredMediaKind;
  chat?: { peerId: PeerId; title: string };
}

/** What Petrel takes on this computer, how much of it is kept, and how it is cleared. */
export function StoragePage(): JSX.Element {
  const { client, layers } = useApp();
  const [usage, { mutate }] = createResource<StorageUsage | undefined>(() => client.call('storage.usage', {}).catch(() => undefined));
  const [asked, setAsked] = createSignal<Clearing>();
  const [busy, setBusy] = createSignal(false);

  const choose = (change: Partial<StorageLimits>): void => {
    const known = usage();
    if (known) drop(client.call('storage.setLimits', { ...known.limits, ...change }).then(mutate).catch(layers.showError));
  };
  const clear = (what: 'media' | 'messages', { kind, chat }: Clearing): void => {
    setBusy(true);
    drop(
      client
        .call('storage.clear', { what, ...(kind === undefined ? {} : { kind }), ...(chat === undefined ? {} : { peerId: chat.peerId }) })
        .then(mutate)
        .catch(layers.showError)
        .finally(() => {
          setBusy(false);
          setAsked(undefined);
        }),
    );
  };

  return (
    <Show when={usage()}>
      {(known) => (
        <>
          <SettingsGroup title={words.usage}>
            <dl class={s.sizes} data-testid="storage-usage">
              <For each={known().media}>
                {({ kind, bytes }) => (
                  <>
                    <dt>{words.kinds[kind]}</dt>
                    <dd>{words.size(bytes)}</dd>
                    <dd class={s.clear}>
                      <Button look="quiet" aria-label={words.clearKind[kind]} onClick={() => setAsked({ what: 'media', kind })}>
                        {words.clear}
                      </Button>
                    </dd>
                  </>
                )}
              </For>
              <dt>{words.messages(known().messageCount)}</dt>
              <dd>{words.size(known().databaseBytes)}</dd>
              <dd class={s.clear}>
                <Button look="quiet" aria-label={words.clearMessages} onClick={() => setAsked({ what: 'messages' })}>
                  {words.clear}
                </Button>
              </dd>
            </dl>
            <div class={s.buttons}>
              <Button look="quiet" onClick={() => setAsked({ what: 'media' })}>
                {words.clearMedia}
              </Button>
            </div>
          </SettingsGroup>
          <SettingsGroup title={words.age} note={words.ageNote}>
            <Choices label={words.age}>
              <For each={ages}>
                {({ days, name }) => <ChoiceRow chosen={known().limits.maxAgeDays === days} onChoose={() => choose({ maxAgeDays: days })} title={words.ages[name]} />}
              </For>
            </Choices>
          </SettingsGroup>
          <SettingsGroup title={words.limit} note={words.limitNote}>
            <Choices label={words.limit}>
              <For each={limits}>
                {(bytes) => <ChoiceRow chosen={known().limits.maxBytes === bytes} onChoose={() => choose({ maxBytes: bytes })} title={words.size(bytes)} />}
              </For>
            </Choices>
          </SettingsGroup>
          <Show when={known().chats.length > 0}>
            <SettingsGroup title={words.chats}>
              <ul class={s.chats}>
                <For each={known().chats}>
                  {({ peerId, title, bytes, messages }) => (
                    <li class={s.chat}>
                      <span class={s.title} dir="auto">
                        {title}
                      </span>
                      <span class={s.size}>{words.chatSize(bytes, messages)}</span>
                      <Button look="quiet" aria-label={words.clearChat(title)} onClick={() => setAsked({ chat: { peerId, title } })}>
                        {words.clear}
                      </Button>
                    </li>
                  )}
                </For>
              </ul>
            </SettingsGroup>
          </Show>
          <Show when={asked()}>
            {(clearing) => (
              <Dialog
                title={questionOf(clearing())}
                onClose={() => setAsked(undefined)}
                buttons={
                  <>
                    <Button look="quiet" onClick={() => setAsked(undefined)}>
                      {t.app.cancel}
                    </Button>
                    <Show when={clearing().what !== 'media'}>
                      <Button look="danger" busy={busy()} onClick={() => clear('messages', clearing())}>
                        {clearing().what === undefined ? words.messagesOnly : words.clear}
                      </Button>
                    </Show>
                    <Show when={clearing().what !== 'messages'}>
                      <Button look="danger" busy={busy()} onClick={() => clear('media', clearing())}>
                        {clearing().what === undefined ? words.mediaOnly : words.clear}
                      </Button>
                    </Show>
                  </>
                }
              >
                <Show when={clearing().what !== 'messages'}>
                  <p>{words.mediaText}</p>
                </Show>
                <Show when={clearing().what !== 'media'}>
                  <p>{words.messagesText}</p>
                </Show>
              </Dialog>
            )}
          </Show>
        </>
      )}
    </Show>
  );
}

function questionOf({ what, kind, chat }: Clearing): string {
  if (chat !== undefined) return words.chatTitle(chat.title);
  if (kind !== undefined) return words.kindTitle[kind];
  return what === 'messages' ? words.messagesTitle : words.mediaTitle;
}
