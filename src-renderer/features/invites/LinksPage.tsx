import Link from 'lucide-solid/icons/link';
import Plus from 'lucide-solid/icons/plus';
import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { InviteLink } from '#shared/ipc/invites.ts';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { cls } from '../../ui/class.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { QrImage } from '../../ui/QrImage.tsx';
import { PeerPicker } from '../dialogs/PeerPicker.tsx';
import rows from '../info/ProfilePage.module.css';
import { createInviteList } from './invite-list.ts';
import { bareLink, linkFacts, linkName } from './invite-words.ts';
import { InviteDialog } from './InviteDialog.tsx';
import s from './Invites.module.css';

type Box = { kind: 'create' } | { kind: 'edit' | 'share' | 'qr' | 'revoke'; link: InviteLink };

/** The ways into a chat that this account has made. */
export function LinksPage(props: { peerId: PeerId }): JSX.Element {
  const app = useApp();
  const { client, layers } = app;
  const { peerId } = props;
  const active = createInviteList(client, peerId, false);
  const revoked = createInviteList(client, peerId, true);
  const [box, setBox] = createSignal<Box>();
  const close = () => setBox(undefined);
  const primary = () => active.links()?.find((one) => one.isPrimary);
  const others = () => active.links()?.filter((one) => !one.isPrimary) ?? [];
  const chosen = (kind: 'edit' | 'share' | 'qr' | 'revoke') => {
    const now = box();
    return now?.kind === kind ? now.link : undefined;
  };
  const reload = () => {
    active.reload();
    revoked.reload();
  };
  const copy = (link: string) => void navigator.clipboard.writeText(link).then(() => layers.toast(t.invites.copied), layers.showError);
  const remove = (work: Promise<unknown>) => drop(work.then(revoked.reload, layers.showError));
  const share = async (link: string, to: readonly PeerId[]) => {
    close();
    if (to.length === 0) return;
    try {
      for (const id of to) await client.call('messages.send', { peerId: id, text: link, entities: [] });
      layers.toast(t.invites.shared);
    } catch (error) {
      layers.showError(error);
    }
  };
  const itemsOf = (link: InviteLink): MenuItem[] =>
    link.isRevoked
      ? [{ id: 'delete', label: t.invites.delete, danger: true, onSelect: () => remove(client.call('info.deleteInvite', { peerId, link: link.link })) }]
      : [
          { id: 'copy', label: t.invites.copy, onSelect: () => copy(link.link) },
          { id: 'share', label: t.invites.share, onSelect: () => setBox({ kind: 'share', link }) },
          { id: 'qr', label: t.invites.qr, onSelect: () => setBox({ kind: 'qr', link }) },
          { id: 'edit', label: t.invites.edit, onSelect: () => setBox({ kind: 'edit', link }) },
          { id: 'revoke', label: t.invites.revoke, danger: true, onSelect: () => setBox({ kind: 'revoke', link }) },
        ];
  const openMenu = (link: InviteLink, at: DOMRect) => layers.openMenu({ label: t.invites.menuOf(linkName(link)), at, items: itemsOf(link) });
  const Rows = (list: { links: readonly InviteLink[]; label: string }) => (
    <ul class={rows.list} aria-label={list.label}>
      <For each={list.links}>
        {(link) => (
          <li>
            <button
              type="button"
              class={rows.row}
              aria-haspopup="menu"
              onClick={(event) => openMenu(link, event.currentTarget.getBoundingClientRect())}
              onContextMenu={(event) => {
                event.preventDefault();
                openMenu(link, event.currentTarget.getBoundingClientRect());
              }}
            >
              <Link />
              <span class={rows.texts}>
                <span class={s.lineText} dir={link.title === undefined ? 'ltr' : 'auto'}>
                  {linkName(link)}
                </span>
                <span class={s.note}>{linkFacts(link, app.now())}</span>
              </span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
  return (
    <div class={s.page} data-testid="invite-links">
      <Show when={active.problem()}>
        {(problem) => (
          <div class={s.empty} role="status">
            <p>{problem()}</p>
            <Button look="quiet" onClick={reload}>
              {t.invites.tryAgain}
            </Button>
          </div>
        )}
      </Show>
      <Show when={active.links()} fallback={<Show when={active.problem() === undefined}><p class={s.empty} role="status">{t.invites.loading}</p></Show>}>
        <Show when={primary()}>
          {(link) => (
            <section aria-label={t.invites.primary}>
              <h3 class={rows.heading}>{t.invites.primary}</h3>
              <div class={s.primary}>
                <p class={s.link} dir="ltr" data-testid="primary-link">
                  {bareLink(link().link)}
                </p>
                <p class={s.note}>{t.invites.primaryNote}</p>
                <div class={s.buttons}>
                  <Button look="quiet" onClick={() => copy(link().link)}>{t.invites.copy}</Button>
                  <Button look="quiet" onClick={() => setBox({ kind: 'share', link: link() })}>{t.invites.share}</Button>
                  <Button look="quiet" onClick={() => setBox({ kind: 'qr', link: link() })}>{t.invites.qr}</Button>
                  <Button look="quiet" onClick={() => setBox({ kind: 'revoke', link: link() })}>{t.invites.revoke}</Button>
                </div>
              </div>
            </section>
          )}
        </Show>
        <section class={rows.section} aria-label={t.invites.more}>
          <h3 class={rows.heading}>{t.invites.more}</h3>
          <button type="button" class={rows.row} onClick={() => setBox({ kind: 'create' })}>
            <Plus />
            <span class={rows.texts}>{t.invites.create}</span>
          </button>
          <Show when={others().length > 0} fallback={<p class={s.empty}>{t.invites.none}</p>}>
            <Rows links={others()} label={t.invites.more} />
          </Show>
          <Show when={active.hasMore()}>
            <Button look="quiet" onClick={active.more}>{t.invites.loadMore}</Button>
          </Show>
        </section>
        <Show when={(revoked.links()?.length ?? 0) > 0}>
          <section class={rows.section} aria-label={t.invites.revoked}>
            <h3 class={rows.heading}>{t.invites.revoked}</h3>
            <Rows links={revoked.links() ?? []} label={t.invites.revoked} />
            <Show when={revoked.hasMore()}>
              <Button look="quiet" onClick={revoked.more}>{t.invites.loadMore}</Button>
            </Show>
            <button type="button" class={cls(rows.row, rows.danger)} onClick={() => remove(client.call('info.deleteRevokedInvites', { peerId }))}>
              <span class={rows.texts}>{t.invites.deleteAll}</span>
            </button>
          </section>
        </Show>
      </Show>
      <Switch>
        <Match when={box()?.kind === 'create'}>
          <InviteDialog
            peerId={peerId}
            onClose={close}
            onDone={(made) => {
              close();
              active.reload();
              copy(made.link);
            }}
          />
        </Match>
        <Match when={chosen('edit')}>
          {(link) => (
            <InviteDialog
              peerId={peerId}
              link={link()}
              onClose={close}
              onDone={() => {
                close();
                active.reload();
              }}
            />
          )}
        </Match>
        <Match when={chosen('share')}>
          {(link) => (
            <PeerPicker
              title={t.invites.shareTitle}
              button={t.invites.shareButton}
              chosen={[]}
              fits={(peer) => peer.rights.send && peer.id !== peerId}
              onClose={close}
              onDone={(ids) => void share(link().link, ids)}
            />
          )}
        </Match>
        <Match when={chosen('qr')}>
          {(link) => (
            <Dialog title={t.invites.qr} onClose={close} buttons={<Button look="primary" onClick={close}>{t.app.ok}</Button>}>
              <QrImage text={link().link} label={t.invites.qrLabel} />
              <p>{t.invites.qrNote}</p>
            </Dialog>
          )}
        </Match>
        <Match when={chosen('revoke')}>
          {(link) => <RevokeDialog peerId={peerId} link={link()} onDone={reload} onClose={close} />}
        </Match>
      </Switch>
    </div>
  );
}

function RevokeDialog(props: { peerId: PeerId; link: InviteLink; onDone(): void; onClose(): void }): JSX.Element {
  const { client, layers } = useApp();
  const [busy, setBusy] = createSignal(false);
  const revoke = () => {
    setBusy(true);
    client
      .call('info.revokeInvite', { peerId: props.peerId, link: props.link.link })
      .then(() => {
        props.onDone();
        props.onClose();
      }, layers.showError)
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t.invites.revokeTitle}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="danger" busy={busy()} onClick={revoke}>{t.invites.revoke}</Button>
        </>
      }
    >
      <p>{props.link.isPrimary ? t.invites.revokePrimaryText : t.invites.revokeText}</p>
    </Dialog>
  );
}
