import { createSignal, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { ProxyLink } from '#shared/links/proxy-link.ts';
import { AppError, type Proxy } from '#shared/model/index.ts';
import { sameProxy } from '#shared/proxy/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import s from './OfferDialog.module.css';
import { createProxyTest, ProxyTestResult } from './ProxyTest.tsx';

const words = t.proxies.offer;

/** Asks about the link to a proxy that was pressed or pasted last. */
export function OfferLayer(): JSX.Element {
  const { proxies } = useApp();
  return (
    <Show when={proxies.offered()} keyed>
      {(link) => <OfferDialog link={link} onClose={proxies.answer} />}
    </Show>
  );
}

function OfferDialog(props: { link: ProxyLink; onClose(): void }): JSX.Element {
  return 'proxy' in props.link ? (
    <GoodOffer proxy={props.link.proxy} onClose={props.onClose} />
  ) : (
    <Dialog
      title={words.badTitle}
      onClose={props.onClose}
      buttons={
        <Button look="primary" onClick={() => props.onClose()}>
          {t.app.ok}
        </Button>
      }
    >
      <p>{props.link.problem === 'secretUnsupported' ? words.badUnsupported : words.bad}</p>
    </Dialog>
  );
}

/**
 * A proxy that somebody else wrote down. Nothing goes to it before a button is pressed, not even to find out whether it answers:
 * whoever runs it would learn the address of everybody who opens the link.
 */
function GoodOffer(props: { proxy: Proxy; onClose(): void }): JSX.Element {
  const { client, proxies } = useApp();
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<string>();
  const test = createProxyTest();
  const inUse = () => {
    const active = proxies.active();
    return active !== undefined && sameProxy(active.proxy, props.proxy);
  };
  const connect = () => {
    setBusy(true);
    setFailure(undefined);
    drop(
      client
        .call('proxies.add', { proxy: props.proxy, activate: true })
        .then(
          () => props.onClose(),
          (error: unknown) => setFailure(error instanceof AppError ? error.message : t.app.somethingWrong),
        )
        .finally(() => setBusy(false)),
    );
  };
  const username = () => (props.proxy.kind === 'mtproto' ? undefined : props.proxy.username);
  return (
    <Dialog
      title={words.title}
      onClose={props.onClose}
      buttons={
        <Show
          when={!inUse()}
          fallback={
            <Button look="primary" onClick={() => props.onClose()}>
              {t.app.ok}
            </Button>
          }
        >
          <Button look="quiet" onClick={() => props.onClose()}>
            {t.app.cancel}
          </Button>
          <Button look="primary" busy={busy()} onClick={connect}>
            {words.connect}
          </Button>
        </Show>
      }
    >
      <dl class={s.facts}>
        <dt>{words.server}</dt>
        <dd>
          <bdi dir="ltr">{props.proxy.host}</bdi>
        </dd>
        <dt>{words.port}</dt>
        <dd>{props.proxy.port}</dd>
        <dt>{words.kind}</dt>
        <dd>{t.proxies.kinds[props.proxy.kind]}</dd>
        <Show when={username()}>
          {(name) => (
            <>
              <dt>{words.username}</dt>
              <dd>
                <bdi dir="ltr">{name()}</bdi>
              </dd>
            </>
          )}
        </Show>
        <Show when={!inUse()}>
          <dt>{words.status}</dt>
          <dd class={s.status}>
            <ProxyTestResult test={test} />
            <Show when={test.state()?.kind !== 'checking'}>
              <button type="button" class={s.check} onClick={() => test.run(props.proxy)}>
                {test.state() ? words.again : words.check}
              </button>
            </Show>
          </dd>
        </Show>
      </dl>
      <p class={s.note}>{inUse() ? words.inUse : words.note}</p>
      <Show when={failure()}>
        <p class={s.failure} role="alert">
          {failure()}
        </p>
      </Show>
    </Dialog>
  );
}
