import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import type { MemberRow, Profile } from '#shared/ipc/info.ts';
import { memberBans } from '#shared/model/index.ts';
import type { AdminRight, MemberBan, Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { TextField } from '../../ui/TextField.tsx';
import s from './MemberDialogs.module.css';

export interface MemberBox {
  kind: 'remove' | 'admin' | 'restrict';
  row: MemberRow;
  peer: Peer;
}

/** What a new administrator is given, as far as one may. */
const USUAL: readonly AdminRight[] = ['changeInfo', 'postMessages', 'editMessages', 'deleteMessages', 'banUsers', 'inviteUsers', 'pinMessages', 'manageCall'];
const DURATIONS = { forever: undefined, day: 86_400, week: 604_800 } as const;

/** The boxes of what is done about a member; one at a time. */
export function MemberDialogs(props: { chat: Peer; profile: Profile | undefined; box: MemberBox | undefined; onClose(): void }): JSX.Element {
  const boxOf = (kind: MemberBox['kind']) => (props.box?.kind === kind ? props.box : undefined);
  return (
    <Switch>
      <Match when={boxOf('remove')}>{(box) => <RemoveBox chat={props.chat} box={box()} onClose={props.onClose} />}</Match>
      <Match when={boxOf('admin')}>{(box) => <AdminBox chat={props.chat} grantable={props.profile?.grantable ?? []} box={box()} onClose={props.onClose} />}</Match>
      <Match when={boxOf('restrict')}>{(box) => <RestrictBox chat={props.chat} box={box()} onClose={props.onClose} />}</Match>
    </Switch>
  );
}

/** Runs what a box is for, and closes it when that is done. */
function createWork(onClose: () => void): { busy: () => boolean; run(work: () => Promise<unknown>): void } {
  const { layers } = useApp();
  const [busy, setBusy] = createSignal(false);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      onClose();
    } catch (error) {
      layers.showError(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, run: (work) => void run(work) };
}

function RemoveBox(props: { chat: Peer; box: MemberBox; onClose(): void }): JSX.Element {
  const { client, layers } = useApp();
  const work = createWork(() => props.onClose());
  const { peer, row } = props.box;
  return (
    <Dialog
      title={t.info.removeTitle(peer.title)}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button
            look="danger"
            busy={work.busy()}
            onClick={() =>
              work.run(async () => {
                await client.call('info.removeMember', { peerId: props.chat.id, memberId: row.peerId });
                layers.toast(t.info.removed(peer.title));
              })
            }
          >
            {t.info.removeMember}
          </Button>
        </>
      }
    >
      <p>{t.info.removeText}</p>
    </Dialog>
  );
}

function AdminBox(props: { chat: Peer; grantable: readonly AdminRight[]; box: MemberBox; onClose(): void }): JSX.Element {
  const { client } = useApp();
  const work = createWork(() => props.onClose());
  const { peer, row } = props.box;
  const offered = [...new Set([...(row.rights ?? []), ...props.grantable])];
  const [chosen, setChosen] = createSignal<readonly AdminRight[]>(row.rights ?? USUAL.filter((right) => props.grantable.includes(right)));
  const [rank, setRank] = createSignal(row.rank ?? '');
  const toggle = (right: AdminRight, on: boolean) => setChosen((all) => (on ? [...all, right] : all.filter((one) => one !== right)));
  const save = (rights: readonly AdminRight[]) =>
    work.run(() => client.call('info.setAdmin', { peerId: props.chat.id, memberId: row.peerId, rights: [...rights], ...(rank() === (row.rank ?? '') ? {} : { rank: rank() }) }));
  return (
    <Dialog
      title={t.info.adminTitle(peer.title)}
      onClose={props.onClose}
      buttons={
        <>
          <Show when={row.role === 'admin'}>
            <Button look="danger" onClick={() => save([])}>
              {t.info.dismissAdmin}
            </Button>
          </Show>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="primary" busy={work.busy()} disabled={chosen().length === 0} onClick={() => save(chosen())}>
            {t.info.save}
          </Button>
        </>
      }
    >
      <div class={s.fields}>
        <div>
          <For each={offered}>
            {(right) => <CheckBox label={t.info.rights[right]} checked={chosen().includes(right)} onChange={(on) => toggle(right, on)} />}
          </For>
        </div>
        <TextField label={t.info.rank} hint={t.info.rankHint} value={rank()} maxlength={16} onInput={(event) => setRank(event.currentTarget.value)} />
      </div>
    </Dialog>
  );
}

function RestrictBox(props: { chat: Peer; box: MemberBox; onClose(): void }): JSX.Element {
  const { client } = useApp();
  const work = createWork(() => props.onClose());
  const { peer, row } = props.box;
  const [bans, setBans] = createSignal<readonly MemberBan[]>(row.bans ?? []);
  const [duration, setDuration] = createSignal<keyof typeof DURATIONS>('forever');
  const toggle = (ban: MemberBan, isAllowed: boolean) => setBans((all) => (isAllowed ? all.filter((one) => one !== ban) : [...all, ban]));
  const save = (next: readonly MemberBan[]) => {
    const seconds = DURATIONS[duration()];
    const until = seconds === undefined || next.length === 0 ? {} : { until: Math.floor(Date.now() / 1000) + seconds };
    work.run(() => client.call('info.restrict', { peerId: props.chat.id, memberId: row.peerId, bans: [...next], ...until }));
  };
  return (
    <Dialog
      title={t.info.restrictTitle(peer.title)}
      onClose={props.onClose}
      buttons={
        <>
          <Show when={row.role === 'restricted'}>
            <Button onClick={() => save([])}>{t.info.liftAll}</Button>
          </Show>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="primary" busy={work.busy()} onClick={() => save(bans())}>
            {t.info.save}
          </Button>
        </>
      }
    >
      <div class={s.fields}>
        <div>
          <For each={memberBans}>{(ban) => <CheckBox label={t.info.allowed[ban]} checked={!bans().includes(ban)} onChange={(on) => toggle(ban, on)} />}</For>
        </div>
        <Segments
          label={t.info.duration}
          value={duration()}
          choices={[
            { value: 'forever', label: t.info.forever },
            { value: 'day', label: t.info.forDay },
            { value: 'week', label: t.info.forWeek },
          ]}
          onChoose={setDuration}
        />
      </div>
    </Dialog>
  );
}
