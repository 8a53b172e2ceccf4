import Activity from 'lucide-solid/icons/activity';
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Copy from 'lucide-solid/icons/copy';
import QrCode from 'lucide-solid/icons/qr-code';
import Pencil from 'lucide-solid/icons/pencil';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import Trash from 'lucide-solid/icons/trash';
import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { formatProxyLink } from '#shared/links/proxy-link.ts';
import type { ProxyEntry, ProxyId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { movedItem, withGaps, type Gap } from '../../ui/row-order.ts';
import { proxyAddress, systemWayText } from './proxy-text.ts';
import s from './ProxyList.module.css';
import { ProxyRow } from './ProxyRow.tsx';
import { createRowDrag } from '../../ui/row-drag.ts';

const words = t.proxies;

/** The ways to Telegram, of which one is in use: directly, or a proxy of the list. What was removed leaves a place to undo it. */
export function ProxyList(props: { onEdit(entry: ProxyEntry): void; onQr(entry: ProxyEntry): void }): JSX.Element {
  const { client, connection, layers, proxies } = useApp();
  const [gaps, setGaps] = createSignal<readonly (Gap<ProxyId> & { address: string })[]>([]);
  const [order, setOrder] = createSignal<readonly ProxyId[]>();
  const [said, setSaid] = createSignal('');
  let list: HTMLDivElement | undefined;

  const entries = () => proxies.overview()?.entries ?? [];
  const known = createMemo(() => entries().map((entry) => entry.id), [], { equals: (a, b) => a.join() === b.join() });
  const ids = () => order() ?? known();
  const rows = createMemo(() => withGaps(ids(), gaps()));
  const entryOf = (id: ProxyId) => entries().find((entry) => entry.id === id);
  // The engine's order holds as soon as it is heard.
  createEffect(on(known, () => setOrder(undefined), { defer: true }));

  const rowElements = () => [...(list?.querySelectorAll<HTMLElement>('[data-proxy-row]') ?? [])];
  const focusRow = (id: ProxyId, what = '[role="radio"]') =>
    queueMicrotask(() => list?.querySelector<HTMLElement>(`[data-proxy-row="${id}"] ${what}`)?.focus());

  const use = (id: ProxyId | null) => drop(client.call('proxies.use', { id }).catch(layers.showError));
  const useSystem = () => drop(client.call('proxies.useSystem', {}).catch(layers.showError));
  const move = (id: ProxyId, toIndex: number) => {
    const from = ids().indexOf(id);
    if (from < 0 || toIndex < 0 || toIndex >= ids().length || from === toIndex) return;
    setOrder(movedItem(ids(), from, toIndex));
    setSaid(words.moved(toIndex + 1, ids().length));
    focusRow(id);
    client.call('proxies.move', { id, toIndex }).catch((error: unknown) => {
      setOrder(undefined);
      layers.showError(error);
    });
  };
  const remove = (entry: ProxyEntry) => {
    const all = rows();
    const gap = { id: entry.id, after: all[all.indexOf(entry.id) - 1], address: proxyAddress(entry.proxy) };
    client.call('proxies.remove', { id: entry.id }).then(() => {
      setGaps((others) => [...others.filter((other) => other.id !== gap.id), gap]);
      setSaid(words.removed(gap.address));
      focusRow(gap.id, 'button');
    }, layers.showError);
  };
  const restore = (id: ProxyId) => {
    client.call('proxies.restore', { id }).then(() => {
      setGaps((others) => others.filter((other) => other.id !== id));
      focusRow(id);
    }, layers.showError);
  };
  const copyLink = (entry: ProxyEntry) => {
    const link = formatProxyLink(entry.proxy);
    if (link !== undefined) navigator.clipboard.writeText(link).then(() => layers.toast(words.linkCopied), layers.showError);
  };
  const drag = createRowDrag(rowElements, (from, to) => {
    // Rows of removed proxies are places too, but not for the engine.
    const moved = movedItem(rows(), from, to);
    const id = rows()[from];
    if (id === undefined || entryOf(id) === undefined) return;
    move(id, moved.filter((one) => entryOf(one) !== undefined).indexOf(id));
  });

  const menuOf = (entry: ProxyEntry): MenuItem[] => {
    const index = ids().indexOf(entry.id);
    const inUse = proxies.overview()?.activeId === entry.id;
    const { actions } = words;
    return [
      ...(inUse ? [] : [{ id: 'use', label: actions.use, icon: () => <ShieldCheck />, onSelect: () => use(entry.id) }]),
      ...(inUse && entry.state.kind !== 'online'
        ? []
        : [{ id: 'check', label: actions.check, icon: () => <Activity />, onSelect: () => drop(client.call('proxies.check', { id: entry.id }).catch(layers.showError)) }]),
      { id: 'edit', label: actions.edit, icon: () => <Pencil />, onSelect: () => props.onEdit(entry) },
      ...(formatProxyLink(entry.proxy) === undefined
        ? []
        : [
            { id: 'copyLink', label: actions.copyLink, icon: () => <Copy />, onSelect: () => copyLink(entry) },
            { id: 'qr', label: actions.qr, icon: () => <QrCode />, onSelect: () => props.onQr(entry) },
          ]),
      { id: 'moveUp', label: actions.moveUp, icon: () => <ArrowUp />, shortcut: 'Alt+↑', disabled: index === 0, separated: true, onSelect: () => move(entry.id, index - 1) },
      { id: 'moveDown', label: actions.moveDown, icon: () => <ArrowDown />, shortcut: 'Alt+↓', disabled: index === ids().length - 1, onSelect: () => move(entry.id, index + 1) },
      { id: 'remove', label: actions.remove, icon: () => <Trash />, shortcut: 'Del', danger: true, separated: true, onSelect: () => remove(entry) },
    ];
  };

  const system = () => proxies.overview()?.system;
  const direct = () => proxies.overview()?.activeId === undefined && proxies.overview()?.problem === undefined && system() === undefined;
  const connected = () => connection()?.kind === 'ready' || connection()?.kind === 'updating';

  return (
    <>
      <Choices label={words.list}>
        <ChoiceRow chosen={direct()} onChoose={() => use(null)} title={words.direct} note={direct() && connected() ? words.state.directOnline : words.directNote} />
        <ChoiceRow chosen={system() !== undefined} onChoose={useSystem} title={words.system} note={systemWayText(system(), connected())} />
        <div ref={list} class={s.rows}>
          <For each={rows()}>
            {(id, index) => (
              <Show
                when={entryOf(id)}
                fallback={
                  <div class={s.gap} data-proxy-row={id}>
                    <span class={s.removed}>{words.removed(gaps().find((gap) => gap.id === id)?.address ?? '')}</span>
                    <button type="button" class={s.undo} onClick={() => restore(id)}>
                      {words.actions.undo}
                    </button>
                  </div>
                }
              >
                {(entry) => (
                  <ProxyRow
                    entry={entry()}
                    chosen={proxies.overview()?.activeId === id}
                    dragged={drag.from() === index()}
                    offset={drag.offset(index())}
                    onChoose={() => use(id)}
                    onMenu={(at) => layers.openMenu({ label: words.actions.menuOf(proxyAddress(entry().proxy)), at, items: menuOf(entry()) })}
                    onStep={(by) => move(id, ids().indexOf(id) + by)}
                    onRemove={() => remove(entry())}
                    onGrip={(event) => drag.start(index(), event)}
                  />
                )}
              </Show>
            )}
          </For>
        </div>
      </Choices>
      <div role="status">
        <VisuallyHidden>{said()}</VisuallyHidden>
      </div>
    </>
  );
}
