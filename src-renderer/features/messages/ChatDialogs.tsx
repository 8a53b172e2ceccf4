import { createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import type { MessageCapabilities } from '#shared/ipc/messages.ts';
import type { Message, MessageId, Reaction } from '#shared/model/index.ts';
import type { ReplyTarget } from '../../state/navigation.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ShareContactDialog, ShareLocationDialog } from '../cards/ShareDialogs.tsx';
import { NewPollDialog } from '../polls/NewPollDialog.tsx';
import { StopPollBox, VotersDialog } from '../polls/PollDialogs.tsx';
import { DateDialog } from '../search/DateDialog.tsx';
import { useChat } from './chat-context.ts';
import { ForwardDialog } from './ForwardDialog.tsx';
import { PinnedDialog } from './PinnedDialog.tsx';
import { ReadersDialog, WhoReactedDialog } from './PeopleDialogs.tsx';
import { ReportDialog } from './ReportDialog.tsx';

/** The boxes of an open chat; one at a time. */
export type ChatBox =
  | { kind: 'delete'; ids: MessageId[]; can: MessageCapabilities }
  | { kind: 'forward'; ids: MessageId[] }
  | { kind: 'replyElsewhere'; reply: ReplyTarget }
  | { kind: 'pin'; message: Message }
  | { kind: 'unpin'; message: Message }
  | { kind: 'unpinAll'; count: number }
  | { kind: 'pinned' }
  | { kind: 'report'; ids: MessageId[] }
  | { kind: 'who'; message: Message; reaction?: Reaction | undefined }
  | { kind: 'readers'; message: Message }
  | { kind: 'link'; url: string }
  | { kind: 'voters'; message: Message; option: string }
  | { kind: 'stopPoll'; message: Message }
  | { kind: 'newPoll' }
  | { kind: 'shareContact' }
  | { kind: 'shareLocation' }
  | { kind: 'calendar' };

export function ChatDialogs(props: { box: ChatBox | undefined; onClose(): void; onDelete(ids: MessageId[], forEveryone: boolean): void; onForwarded(): void }): JSX.Element {
  const chat = useChat();
  const { client } = useApp();
  const boxOf = <Kind extends ChatBox['kind']>(kind: Kind) => (props.box?.kind === kind ? (props.box as ChatBox & { kind: Kind }) : undefined);
  return (
    <Switch>
      <Match when={boxOf('delete')}>
        {(box) => <DeleteBox ids={box().ids} can={box().can} onClose={props.onClose} onDelete={(forEveryone) => props.onDelete(box().ids, forEveryone)} />}
      </Match>
      <Match when={boxOf('forward')}>{(box) => <ForwardDialog ids={box().ids} onClose={props.onClose} onDone={props.onForwarded} />}</Match>
      <Match when={boxOf('replyElsewhere')}>{(box) => <ForwardDialog ids={[]} reply={box().reply} onClose={props.onClose} onDone={props.onClose} />}</Match>
      <Match when={boxOf('pin')}>{(box) => <PinBox message={box().message} onClose={props.onClose} />}</Match>
      <Match when={boxOf('unpin')}>
        {(box) => (
          <UnpinBox
            title={t.view.pinning.unpinTitle}
            button={t.view.pinning.unpin}
            unpin={() => client.call('pins.set', { peerId: chat.peerId, id: box().message.id, pinned: false })}
            onClose={props.onClose}
          />
        )}
      </Match>
      <Match when={boxOf('voters')}>{(box) => <VotersDialog message={box().message} option={box().option} onClose={props.onClose} />}</Match>
      <Match when={boxOf('newPoll')}>
        <NewPollDialog onClose={props.onClose} />
      </Match>
      <Match when={boxOf('shareContact')}>
        <ShareContactDialog onClose={props.onClose} />
      </Match>
      <Match when={boxOf('shareLocation')}>
        <ShareLocationDialog onClose={props.onClose} />
      </Match>
      <Match when={boxOf('stopPoll')}>{(box) => <StopPollBox message={box().message} onClose={props.onClose} />}</Match>
      <Match when={boxOf('unpinAll')}>
        {(box) => (
          <UnpinBox
            title={t.view.pinning.unpinAllTitle}
            button={t.view.pinning.unpinAll(box().count)}
            unpin={() => client.call('pins.clear', { peerId: chat.peerId })}
            onClose={props.onClose}
          />
        )}
      </Match>
      <Match when={boxOf('pinned')}><PinnedDialog onClose={props.onClose} /></Match>
      <Match when={boxOf('report')}>{(box) => <ReportDialog ids={box().ids} onClose={props.onClose} />}</Match>
      <Match when={boxOf('who')}>{(box) => <WhoReactedDialog message={box().message} reaction={box().reaction} onClose={props.onClose} />}</Match>
      <Match when={boxOf('readers')}>{(box) => <ReadersDialog message={box().message} onClose={props.onClose} />}</Match>
      <Match when={boxOf('link')}>{(box) => <LinkBox url={box().url} onClose={props.onClose} />}</Match>
      <Match when={boxOf('calendar')}>
        <DateDialog peerId={chat.peerId} section={chat.section} onJump={(id) => chat.jumpTo(id)} onClose={props.onClose} />
      </Match>
    </Switch>
  );
}

function DeleteBox(props: { ids: MessageId[]; can: MessageCapabilities; onClose(): void; onDelete(forEveryone: boolean): void }): JSX.Element {
  const remove = (forEveryone: boolean) => {
    // First what is wanted: a closed box has nothing to tell any more.
    props.onDelete(forEveryone);
    props.onClose();
  };
  return (
    <Dialog
      title={t.chat.deleting.title(props.ids.length)}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Show when={props.can.deleteForSelf}>
            <Button look={props.can.deleteForEveryone ? 'plain' : 'danger'} onClick={() => remove(false)}>
              {t.chat.deleting.forSelf}
            </Button>
          </Show>
          <Show when={props.can.deleteForEveryone}>
            <Button look="danger" onClick={() => remove(true)}>
              {t.chat.deleting.forEveryone}
            </Button>
          </Show>
        </>
      }
    >
      {t.chat.deleting.text}
    </Dialog>
  );
}

function PinBox(props: { message: Message; onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const peer = () => app.peers.get(chat.peerId);
  const isPrivate = () => peer()?.kind === 'user' || peer()?.kind === 'bot';
  const [choice, setChoice] = createSignal(true);
  const pin = () => {
    const how = isPrivate() ? { forBoth: choice() } : { notify: choice() && peer()?.kind !== 'channel' };
    app.client.call('pins.set', { peerId: chat.peerId, id: props.message.id, pinned: true, ...how }).catch(app.layers.showError);
    props.onClose();
  };
  return (
    <Dialog
      title={t.view.pinning.title}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button look="primary" onClick={pin}>
            {t.view.pinning.pin}
          </Button>
        </>
      }
    >
      <p>{t.view.pinning.text}</p>
      <Show when={!peer()?.isSelf && peer()?.kind !== 'channel' && peer()}>
        {(known) => (
          <CheckBox checked={choice()} onChange={setChoice} label={isPrivate() ? t.view.pinning.forBoth(chatTitle(known())) : t.view.pinning.notify} />
        )}
      </Show>
    </Dialog>
  );
}

/** Asks before one message, or all of them, are taken from the bar. */
function UnpinBox(props: { title: string; button: string; unpin(): Promise<void>; onClose(): void }): JSX.Element {
  const app = useApp();
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button
            look="primary"
            onClick={() => {
              props.unpin().catch(app.layers.showError);
              props.onClose();
            }}
          >
            {props.button}
          </Button>
        </>
      }
    >
      {t.view.pinning.unpinText}
    </Dialog>
  );
}

function LinkBox(props: { url: string; onClose(): void }): JSX.Element {
  const app = useApp();
  let anchor: HTMLAnchorElement | undefined;
  return (
    <Dialog
      title={t.view.openLink.title}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button
            onClick={() => {
              navigator.clipboard.writeText(props.url).then(() => app.layers.toast(t.chat.copied), app.layers.showError);
              props.onClose();
            }}
          >
            {t.view.openLink.copy}
          </Button>
          <Button
            look="primary"
            onClick={() => {
              // The host opens what a real link leads to, after its own check.
              anchor?.click();
              props.onClose();
            }}
          >
            {t.view.openLink.open}
          </Button>
        </>
      }
    >
      <p>{t.view.openLink.text}</p>
      <p dir="ltr">
        <a ref={anchor} href={props.url} target="_blank" rel="noreferrer noopener" onClick={() => queueMicrotask(props.onClose)}>
          {props.url}
        </a>
      </p>
    </Dialog>
  );
}
