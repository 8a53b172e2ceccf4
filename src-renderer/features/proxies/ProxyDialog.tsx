import Eye from 'lucide-solid/icons/eye';
import EyeOff from 'lucide-solid/icons/eye-off';
import { createSignal, createUniqueId, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { AppError, type Proxy, type ProxyEntry } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { TextField } from '../../ui/TextField.tsx';
import s from './ProxyDialog.module.css';
import { checkForm, formOf, pasted, type ProxyForm } from './proxy-form.ts';
import type { ProxyField } from './proxy-text.ts';
import { createProxyTest, ProxyTestResult } from './ProxyTest.tsx';

const words = t.proxies.form;
const kinds = () => (['socks5', 'http', 'mtproto'] as const).map((value) => ({ value, label: t.proxies.kinds[value] }));

/** Adds a proxy to the list, or changes one of it. What is wrong is said at its field; nothing that was typed is lost. */
export function ProxyDialog(props: { entry: ProxyEntry | undefined; onClose(): void }): JSX.Element {
  const { client } = useApp();
  const [form, setForm] = createSignal(formOf(props.entry?.proxy));
  const [wrong, setWrong] = createSignal<{ field: ProxyField; text: string }>();
  const [useNow, setUseNow] = createSignal(true);
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<string>();
  const [visible, setVisible] = createSignal(false);
  const test = createProxyTest();
  const formId = createUniqueId();
  let fields: HTMLFormElement | undefined;

  const change = (part: Partial<ProxyForm>) => {
    setForm((now) => ({ ...now, ...part }));
    setWrong((now) => (now && now.field in part ? undefined : now));
    setFailure(undefined);
    test.reset();
  };
  const input = (field: ProxyField) => ({
    name: field,
    value: form()[field],
    error: wrong()?.field === field ? wrong()?.text : undefined,
    dir: 'ltr' as const,
    autocomplete: 'off',
    autocapitalize: 'off' as const,
    spellcheck: false,
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement }) => change({ [field]: event.currentTarget.value }),
    onPaste: (event: ClipboardEvent) => {
      const filled = pasted(event.clipboardData?.getData('text/plain') ?? '', field);
      if (filled === undefined) return;
      event.preventDefault();
      change(filled);
    },
  });
  /** The proxy that the form describes; undefined when something is wrong, which is shown then. */
  const checked = (): Proxy | undefined => {
    const result = checkForm(form());
    if ('proxy' in result) return result.proxy;
    setWrong(result.wrong);
    fields?.querySelector<HTMLInputElement>(`input[name="${result.wrong.field}"]`)?.focus();
    return undefined;
  };
  const check = () => {
    const proxy = checked();
    if (proxy !== undefined) test.run(proxy);
  };
  const save = () => {
    const proxy = checked();
    if (proxy === undefined || busy()) return;
    setBusy(true);
    setFailure(undefined);
    const { entry } = props;
    const saved: Promise<unknown> = entry ? client.call('proxies.update', { id: entry.id, proxy }) : client.call('proxies.add', { proxy, activate: useNow() });
    drop(
      saved
        .then(
          () => props.onClose(),
          (error: unknown) => setFailure(error instanceof AppError ? error.message : t.app.somethingWrong),
        )
        .finally(() => setBusy(false)),
    );
  };

  return (
    <Dialog
      title={props.entry ? words.editTitle : words.addTitle}
      onClose={props.onClose}
      buttons={
        <>
          <Button look="quiet" class={s.check} busy={test.state()?.kind === 'checking'} onClick={check}>
            {words.check}
          </Button>
          <Button look="quiet" onClick={() => props.onClose()}>
            {t.app.cancel}
          </Button>
          <Button look="primary" type="submit" form={formId} busy={busy()}>
            {props.entry ? words.save : words.add}
          </Button>
        </>
      }
    >
      <form
        ref={fields}
        id={formId}
        class={s.form}
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Segments label={words.kind} choices={kinds()} value={form().kind} onChoose={(kind) => change({ kind })} />
        <div class={s.server}>
          <TextField {...input('host')} label={words.host} maxlength={1024} autofocus />
          <TextField {...input('port')} label={words.port} inputmode="numeric" maxlength={5} />
        </div>
        <Show
          when={form().kind === 'mtproto'}
          fallback={
            <>
              <TextField {...input('username')} label={words.username} maxlength={1024} />
              <TextField
                {...input('password')}
                label={words.password}
                type={visible() ? 'text' : 'password'}
                maxlength={1024}
                end={
                  <IconButton class={s.eye} label={visible() ? words.hidePassword : words.showPassword} onClick={() => setVisible((now) => !now)}>
                    <Show when={visible()} fallback={<Eye />}>
                      <EyeOff />
                    </Show>
                  </IconButton>
                }
              />
            </>
          }
        >
          <TextField {...input('secret')} label={words.secret} maxlength={1024} />
        </Show>
        <Show when={form().kind === 'http'}>
          <p class={s.hint}>{words.http}</p>
        </Show>
        <Show when={!props.entry}>
          <label class={s.use}>
            <input type="checkbox" checked={useNow()} onChange={(event) => setUseNow(event.currentTarget.checked)} />
            {words.useNow}
          </label>
        </Show>
        <ProxyTestResult test={test} />
        <Show when={failure()}>
          <p class={s.failure} role="alert">
            {failure()}
          </p>
        </Show>
      </form>
    </Dialog>
  );
}
