import Activity from 'lucide-solid/icons/activity';
import Link from 'lucide-solid/icons/link';
import Plus from 'lucide-solid/icons/plus';
import Shield from 'lucide-solid/icons/shield';
import { createEffect, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { formatProxyLink } from '#shared/links/proxy-link.ts';
import type { Proxy, ProxyEntry } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { SettingsGroup } from '../settings/SettingsGroup.tsx';
import s from './ConnectionPage.module.css';
import { LinkDialog } from './LinkDialog.tsx';
import { ProxyDialog } from './ProxyDialog.tsx';
import { ProxyList } from './ProxyList.tsx';
import { QrDialog } from './QrDialog.tsx';

const words = t.proxies;

/** How Petrel reaches Telegram: directly or through one of the proxies that the person keeps. A link that is pasted here is asked about. */
export function ConnectionPage(): JSX.Element {
  const { client, layers, proxies } = useApp();
  const [form, setForm] = createSignal<{ entry?: ProxyEntry }>();
  const [linking, setLinking] = createSignal(false);
  const [shared, setShared] = createSignal<Proxy>();
  const [checking, setChecking] = createSignal(false);
  const overview = proxies.overview;
  let page: HTMLDivElement | undefined;
  const count = () => overview()?.entries.length ?? 0;

  const checkAll = () => {
    setChecking(true);
    drop(
      client
        .call('proxies.check', {})
        .catch(layers.showError)
        .finally(() => setChecking(false)),
    );
  };
  // What nobody has looked at yet is looked at once, when the list is.
  createEffect(
    on(
      () => overview() !== undefined,
      (known) => {
        for (const { id, state } of known ? (overview()?.entries ?? []) : []) {
          if (state.kind === 'unchecked') drop(client.call('proxies.check', { id }).catch(() => undefined));
        }
      },
    ),
  );
  // How quick the one in use is, nobody knows before it has been asked.
  createEffect(
    on(
      () => {
        const active = proxies.active();
        return active?.state.kind === 'online' && active.state.pingMs === undefined ? active.id : undefined;
      },
      (id) => {
        if (id !== undefined) drop(client.call('proxies.check', { id }).catch(() => undefined));
      },
    ),
  );

  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const typing = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable="true"]') !== null;
    if (typing || event.defaultPrevented || text.trim() === '' || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    if (!proxies.offer(text)) layers.toast(words.badLink, { kind: 'error' });
  };
  onMount(() => {
    document.addEventListener('paste', onPaste);
    onCleanup(() => document.removeEventListener('paste', onPaste));
  });

  /** The button that opened the dialog may have gone with the empty list: then what is chosen takes the focus. */
  const closed = () => {
    setForm(undefined);
    queueMicrotask(() => {
      if (document.activeElement === document.body) page?.querySelector<HTMLElement>('[role="radio"][aria-checked="true"]')?.focus();
    });
  };

  const buttons = () => (
    <>
      <Button look={count() === 0 ? 'primary' : 'quiet'} onClick={() => setForm({})}>
        <Plus />
        {words.actions.add}
      </Button>
      <Button look="quiet" onClick={() => setLinking(true)}>
        <Link />
        {words.actions.fromLink}
      </Button>
    </>
  );

  return (
    <div ref={page}>
      <Show when={overview()?.problem}>
        {(problem) => <Banner kind="danger">{problem()}</Banner>}
      </Show>
      <Show when={overview()}>
        <SettingsGroup title={words.list} note={count() === 0 ? undefined : words.note}>
          <ProxyList onEdit={(entry) => setForm({ entry })} onQr={(entry) => setShared(entry.proxy)} />
          <Show
            when={count() > 0}
            fallback={
              <div class={s.empty}>
                <Shield class={s.sign} />
                <p class={s.emptyTitle}>{words.empty}</p>
                <p class={s.emptyText}>{words.emptyText}</p>
                <div class={s.emptyButtons}>{buttons()}</div>
              </div>
            }
          >
            <div class={s.buttons}>
              {buttons()}
              <Button look="quiet" busy={checking()} onClick={checkAll}>
                <Activity />
                {words.actions.checkAll}
              </Button>
            </div>
          </Show>
        </SettingsGroup>
      </Show>
      <Show when={form()} keyed>
        {(open) => <ProxyDialog entry={open.entry} onClose={closed} />}
      </Show>
      <Show when={overview()}>
        <SettingsGroup title={words.trouble}>
          <Show when={count() > 1}>
            <SwitchRow
              on={overview()?.autoSwitch === true}
              title={words.autoSwitch}
              note={words.autoSwitchNote}
              onChange={(on) => drop(client.call('proxies.setAutoSwitch', { on }).catch(layers.showError))}
            />
          </Show>
          <SwitchRow
            on={overview()?.recovery === true}
            title={words.recovery}
            note={words.recoveryNote}
            onChange={(on) => drop(client.call('proxies.setRecovery', { on }).catch(layers.showError))}
          />
        </SettingsGroup>
      </Show>
      <Show when={shared()} keyed>
        {(proxy) => <QrDialog proxy={proxy} link={formatProxyLink(proxy) ?? ''} onClose={() => setShared(undefined)} />}
      </Show>
      <Show when={linking()}>
        <LinkDialog onClose={() => setLinking(false)} />
      </Show>
    </div>
  );
}
