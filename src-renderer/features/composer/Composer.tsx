import Check from 'lucide-solid/icons/check';
import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import Pencil from 'lucide-solid/icons/pencil';
import X from 'lucide-solid/icons/x';
import { createEffect, createSignal, on, onCleanup, Show, type Accessor, type JSX } from 'solid-js';
import type { ChatInfo } from '#shared/ipc/chat.ts';
import type { Draft, FormattedText, Message, PreviewChoice, SendOptions } from '#shared/model/index.ts';
import { parseMarkdown } from '#shared/text/markdown.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { AttachButton } from '../attach/AttachButton.tsx';
import { AttachDialog } from '../attach/AttachDialog.tsx';
import type { OutgoingFile } from '../attach/attached-file.ts';
import { useChat } from '../messages/chat-context.ts';
import { LinkPreviewBar } from '../link-preview/LinkPreviewBar.tsx';
import { createPreviewControl } from '../link-preview/preview-control.ts';
import { toastScheduled } from '../scheduled/scheduled-toast.ts';
import { ScheduledButton } from '../scheduled/ScheduledButton.tsx';
import s from './Composer.module.css';
import { createDraftKeeper, type DraftAnswer } from './draft-keeper.ts';
import type { RichFieldControl } from './RichField.tsx';
import { createCountdown, SendButton } from './SendButton.tsx';
import { closedText } from './WriteBar.tsx';
import { WritingField } from './WritingField.tsx';

const nothing: FormattedText = { text: '', entities: [] };
/** Typing is announced again after this long; the engine keeps to the server's pace. */
const TYPING_MS = 4_000;

/** Where one writes: a growing field, what one answers or edits above it, and a draft that is never lost. */
export function Composer(props: {
  info: Accessor<ChatInfo | undefined>;
  /** What knows the draft and the queue, once that is known: the chat, or its part. */
  drafted: Accessor<Pick<ChatInfo, 'draft' | 'scheduled'> | undefined>;
  onSent(): void;
  control(control: { focus(): void; type(text: string): void }): void;
}): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [value, setValue] = createSignal<FormattedText>(nothing);
  const [askDiscard, setAskDiscard] = createSignal(false);
  const left = createCountdown(() => props.info()?.slowMode?.until);
  /** Why only files can be sent here; undefined where texts can, too. */
  const onlyFiles = () => {
    const bar = props.info()?.writing;
    return bar?.kind === 'closed' && bar.files ? closedText(bar) : undefined;
  };
  let field: RichFieldControl | undefined;
  /** What was being written when an edit began. */
  let setAside: FormattedText = nothing;
  let previewAside: PreviewChoice | undefined;
  /** How the preview of the edited message was wanted before. */
  let wishBefore: string | undefined;
  let lastTyping = 0;

  const threadId = chat.section?.kind === 'thread' ? chat.section.rootId : undefined;
  /** Where what is written goes. */
  const place = { peerId: chat.peerId, ...(threadId === undefined ? {} : { threadId }) };
  const keeper = createDraftKeeper(app.client, chat.peerId, threadId);
  const preview = createPreviewControl(app.client, value);
  const [offered, setOffered] = createSignal<Draft>();
  const put = (next: FormattedText) => {
    if (field) field.set(next);
    else setValue(next);
  };
  /** What the draft answers, until its message is here to be shown. */
  let awaited: DraftAnswer | undefined;
  const answered = (): DraftAnswer | undefined => {
    const message = chat.replyingTo();
    if (message === undefined) return awaited;
    const { quote, fromPeerId } = chat.replyDetails();
    return {
      id: message.id,
      ...(fromPeerId === undefined ? {} : { peerId: fromPeerId }),
      ...(quote === undefined ? {} : { quote: { text: quote.text, entities: quote.entities, offset: quote.offset } }),
    };
  };
  /** The same as a message that is sent names it. */
  const answer = () => {
    const { id, peerId, quote } = answered() ?? {};
    if (id === undefined) return {};
    return { replyToId: id, ...(peerId === undefined ? {} : { replyToPeerId: peerId }), ...(quote === undefined ? {} : { quote }) };
  };

  // The first draft fills the empty field. A later one from another device replaces only what came from a draft too; otherwise it is offered.
  createEffect(
    on(
      () => props.drafted()?.draft,
      (draft) => {
        if (props.drafted() === undefined) return;
        const text = chat.editing() ? setAside : value();
        const verdict = keeper.judge(draft, text);
        if (verdict === 'take') useDraft(draft);
        else setOffered(verdict === 'offer' ? draft : undefined);
      },
    ),
  );

  function useDraft(draft: Draft | undefined): void {
    const next = draft ? { text: draft.text, entities: draft.entities } : nothing;
    keeper.adopted(draft);
    if (chat.editing()) {
      setAside = next;
      previewAside = draft?.preview;
    } else {
      preview.adopt(draft?.preview, next);
      put(next);
    }
    if (draft?.replyToId !== undefined && !chat.editing()) showAnswered({ id: draft.replyToId, ...draft.reply });
    setOffered(undefined);
  }

  /** Shows what the draft answers, wherever that stands. */
  function showAnswered(wanted: DraftAnswer): void {
    const { id, peerId, quote } = wanted;
    const details = { ...(peerId === undefined ? {} : { fromPeerId: peerId }), ...(quote === undefined ? {} : { quote }) };
    const here = peerId === undefined ? chat.history.message(id) : undefined;
    if (here) return chat.reply(here, details);
    awaited = wanted;
    app.client
      .call('messages.get', { peerId: peerId ?? chat.peerId, id })
      .then((message) => {
        if (awaited !== wanted) return;
        awaited = undefined;
        if (message !== null && !chat.replyingTo() && !chat.editing()) chat.reply(message, details);
      })
      // Without a connection it is answered all the same.
      .catch(() => undefined);
  }

  createEffect(
    on(chat.editing, (message, before) => {
      if (message && !before) {
        setAside = value();
        previewAside = preview.wish();
      }
      if (message) {
        preview.adoptMessage(message);
        put({ text: message.text, entities: message.entities });
        wishBefore = JSON.stringify(preview.wish());
      } else if (before) {
        preview.adopt(previewAside, setAside);
        put(setAside);
      }
      if (message) field?.focus();
    }, { defer: true }),
  );
  createEffect(
    on(chat.replyingTo, (message) => {
      if (message) field?.focus();
      awaited = undefined;
      if (!chat.editing()) keeper.changed(value(), answered(), preview.wish());
    }, { defer: true }),
  );
  createEffect(
    on(preview.wish, (wish) => {
      if (!chat.editing()) keeper.changed(value(), answered(), wish);
    }, { defer: true }),
  );
  onCleanup(() => keeper.flush());

  function onChange(next: FormattedText): void {
    setValue(next);
    if (chat.editing()) return;
    keeper.changed(next, answered(), preview.wish());
    const now = performance.now();
    if (next.text !== '' && now - lastTyping > TYPING_MS) {
      lastTyping = now;
      app.client.call('messages.setTyping', { ...place, typing: true }).catch(() => undefined);
    }
  }

  async function submit(how: SendOptions = {}): Promise<void> {
    const written = value();
    const message = parseMarkdown(written);
    const editing = chat.editing();
    if (message.text.trim() === '') return;
    if (editing) return saveEdit(editing, message);
    // In slow mode what was written waits in the field.
    if (left() > 0 && how.scheduleDate === undefined) return app.layers.toast(t.sending.slow.wait(left()));
    const what = answer();
    const wish = preview.wish();
    lastTyping = 0;
    keeper.sent();
    awaited = undefined;
    chat.stopReplyOrEdit();
    put(nothing);
    preview.adopt(undefined, nothing);
    props.onSent();
    try {
      await app.client.call('messages.send', {
        ...place,
        text: message.text,
        entities: message.entities,
        ...what,
        ...(wish === undefined ? {} : { preview: wish }),
        how,
      });
      toastScheduled(app, chat.peerId, how);
    } catch (error) {
      // What was written comes back, in front of what has been written since.
      const since = value();
      put(since.text === '' ? written : { text: `${written.text}\n${since.text}`, entities: written.entities });
      preview.adopt(wish, value());
      keeper.changed(value(), answered(), wish);
      app.layers.showError(error);
    }
  }

  async function sendFiles(files: OutgoingFile[], written: FormattedText, how: SendOptions): Promise<void> {
    const { text, entities } = parseMarkdown(written);
    await app.client.call('messages.sendFiles', {
      ...place,
      files,
      text,
      entities,
      ...answer(),
      how,
    });
    toastScheduled(app, chat.peerId, how);
    keeper.sent();
    awaited = undefined;
    chat.attach(undefined);
    chat.stopReplyOrEdit();
    put(nothing);
    props.onSent();
  }

  async function saveEdit(editing: Message, message: FormattedText): Promise<void> {
    // A caption has no preview of its own.
    const wish = editing.media === undefined || editing.media.kind === 'webPage' ? { preview: preview.wish() ?? {} } : {};
    const isSame = message.text === editing.text && JSON.stringify(message.entities) === JSON.stringify(editing.entities);
    if (isSame && JSON.stringify(preview.wish()) === wishBefore) return chat.stopReplyOrEdit();
    const [written, wished] = [value(), preview.wish()];
    // At once: what is typed from here on is something new.
    chat.stopReplyOrEdit();
    try {
      await app.client.call('messages.edit', { peerId: chat.peerId, id: editing.id, text: message.text, entities: message.entities, ...wish });
    } catch (error) {
      app.layers.showError(error);
      if (about()) return;
      chat.edit(editing);
      put(written);
      preview.adopt(wished, written);
    }
  }

  function leaveEdit(): void {
    const editing = chat.editing();
    if (editing && value().text !== editing.text) setAskDiscard(true);
    else chat.stopReplyOrEdit();
  }

  async function editLast(): Promise<void> {
    try {
      const last = await app.client.call('messages.lastEditable', { peerId: chat.peerId });
      const message = last ? chat.history.message(last.id) : undefined;
      if (message && value().text === '') chat.edit(message);
    } catch (error) {
      app.layers.showError(error);
    }
  }

  /** Answers the message before or after the one that is answered; past the newest, none. */
  function stepReply(by: 1 | -1): void {
    if (chat.editing()) return;
    const ids = chat.history.order().filter((id) => id > 0 && !chat.history.message(id)?.service);
    const now = chat.replyingTo();
    const at = (now === undefined ? ids.length : ids.indexOf(now.id)) + by;
    const next = ids[at];
    const message = next === undefined ? undefined : chat.history.message(next);
    if (message) chat.reply(message);
    else if (at >= ids.length && now) chat.stopReplyOrEdit();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Enter that confirms an input method's suggestion is not ours.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape' && (chat.editing() || chat.replyingTo())) {
      event.preventDefault();
      event.stopPropagation();
      if (chat.editing()) leaveEdit();
      else chat.stopReplyOrEdit();
    } else if (app.keys.is(event, 'reply.older') || app.keys.is(event, 'reply.newer')) {
      event.preventDefault();
      stepReply(app.keys.is(event, 'reply.older') ? -1 : 1);
    } else if (event.key === 'ArrowUp' && value().text === '' && !event.shiftKey && !event.ctrlKey && !event.altKey && !chat.replyingTo()) {
      event.preventDefault();
      void editLast();
    }
  }

  const about = () => chat.editing() ?? chat.replyingTo();
  const aboutName = (message: Message) =>
    chat.editing() ? t.chat.composer.editing : t.chat.replyTo(message.out ? t.chat.you : (senderTitle(message) ?? ''));
  const senderTitle = (message: Message) => (message.fromId === undefined ? app.peers.get(message.peerId)?.title : app.peers.get(message.fromId)?.title);

  return (
    <div class={s.composer}>
      <Show when={offered()}>
        {(draft) => (
          <div class={s.offer} role="status">
            <span>{t.chat.composer.draftElsewhere}</span>
            <Button look="quiet" onClick={() => useDraft(draft())}>
              {t.chat.composer.useDraft}
            </Button>
          </div>
        )}
      </Show>
      <Show when={about()}>
        {(message) => (
          <div class={s.about}>
            {chat.editing() ? <Pencil class={s.aboutIcon} /> : <CornerUpLeft class={s.aboutIcon} />}
            <button type="button" class={s.aboutText} onClick={() => chat.jumpTo(message().id)}>
              <span class={s.aboutName} dir="auto">
                {aboutName(message())}
              </span>
              <span class={s.aboutLine} dir="auto">
                {[mediaLabel(message().media), message().text].filter(Boolean).join(', ')}
              </span>
            </button>
            <IconButton
              label={chat.editing() ? t.chat.composer.cancelEdit : t.chat.composer.cancelReply}
              shortcut="Esc"
              onClick={() => (chat.editing() ? leaveEdit() : chat.stopReplyOrEdit())}
            >
              <X />
            </IconButton>
          </div>
        )}
      </Show>
      <LinkPreviewBar control={preview} onDone={() => field?.resume()} />
      <div class={s.line}>
        <Show when={!chat.editing()}>
          <AttachButton class={s.send} onChosen={(files) => chat.attach({ files })} onBox={chat.openBox} />
        </Show>
        <Show when={onlyFiles() === undefined} fallback={<p class={s.refused} role="status">{onlyFiles()}</p>}>
        <WritingField
          peerId={chat.peerId}
          value={value()}
          onChange={onChange}
          label={t.chat.composer.label}
          placeholder={app.peers.get(chat.peerId)?.kind === 'channel' ? t.chat.composer.placeholderChannel : t.chat.composer.placeholder}
          onKeyDown={onKeyDown}
          onBlur={() => keeper.flush()}
          control={(made) => {
            field = made;
            props.control({ focus: made.focus, type: made.insert });
            if (!app.layout.oneColumn()) made.focus();
          }}
        />
        </Show>
        <Show when={!chat.editing()}>
          <ScheduledButton class={s.send} scheduled={(threadId === undefined ? props.info() : props.drafted())?.scheduled} reminds={app.peers.get(chat.peerId)?.isSelf === true} />
        </Show>
        <Show when={onlyFiles() === undefined}>
          <Show
            when={chat.editing()}
            fallback={
              <SendButton class={s.send} peer={app.peers.get(chat.peerId)} disabled={value().text.trim() === '' && left() === 0} left={left()} onSend={(how) => void submit(how)} />
            }
          >
            <IconButton
              class={s.send}
              look="filled"
              label={t.chat.composer.save}
              shortcut="Enter"
              data-testid="send"
              disabled={value().text.trim() === ''}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => void submit()}
            >
              <Check />
            </IconButton>
          </Show>
        </Show>
      </div>
      <Show when={chat.attached() !== undefined}>
        <AttachDialog
          peerId={chat.peerId}
          wish={chat.attached() ?? { files: [] }}
          caption={value()}
          onSend={sendFiles}
          onClose={(caption) => {
            chat.attach(undefined);
            put(caption);
          }}
        />
      </Show>
      <Show when={askDiscard()}>
        <Dialog
          title={t.chat.composer.changedTitle}
          onClose={() => setAskDiscard(false)}
          buttons={
            <>
              <Button onClick={() => setAskDiscard(false)}>{t.chat.composer.keepEditing}</Button>
              <Button
                look="danger"
                onClick={() => {
                  setAskDiscard(false);
                  chat.stopReplyOrEdit();
                }}
              >
                {t.chat.composer.discard}
              </Button>
            </>
          }
        >
          {t.chat.composer.changedText}
        </Dialog>
      </Show>
    </div>
  );
}
