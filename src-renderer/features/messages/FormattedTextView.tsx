import ChevronDown from 'lucide-solid/icons/chevron-down';
import Megaphone from 'lucide-solid/icons/megaphone';
import MessageSquare from 'lucide-solid/icons/message-square';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import { createEffect, createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js';
import type { FormattedText, TextEntity } from '#shared/model/index.ts';
import type { TextRun } from '#shared/text/edit.ts';
import { useApp, type AppState } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import styles from '../../ui/TextStyles.module.css';
import { useChatIfAny, type Chat } from './chat-context.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { dateText } from './date-text.ts';
import s from './FormattedTextView.module.css';
import { textBlocks } from './text-blocks.ts';
import { followInside } from './follow-link.ts';
import { linkOf, type TextLink } from './text-links.ts';

/** A part of the text that is marked for a moment: where a jump led. */
export interface MarkedRange {
  from: number;
  to: number;
}

interface Props extends FormattedText {
  marked?: MarkedRange | undefined;
}

/** A text with its entities (core.telegram.org/api/entities). Content is only ever text: no range becomes markup of its own. */
export function FormattedTextView(props: Props): JSX.Element {
  const blocks = createMemo(() => textBlocks({ text: props.text, entities: props.entities }));
  const [revealed, setRevealed] = createSignal(false);
  const runs = (all: readonly TextRun[]) => (
    <For each={all}>{(run) => <Run run={run} marked={props.marked} revealed={revealed()} onReveal={() => setRevealed(true)} />}</For>
  );
  return (
    <For each={blocks()}>
      {(block) => {
        if (block.kind === 'pre') return <CodeBlock language={block.language} text={block.text} />;
        if (block.kind === 'quote') return <Quote collapsed={block.collapsed}>{runs(block.runs)}</Quote>;
        return runs(block.runs);
      }}
    </For>
  );
}

/** A quote; one that was sent collapsed shows three lines until it is opened. */
function Quote(props: { collapsed: boolean; children: JSX.Element }): JSX.Element {
  const [open, setOpen] = createSignal(!props.collapsed);
  const [long, setLong] = createSignal(false);
  let text: HTMLSpanElement | undefined;
  createEffect(() => {
    if (!props.collapsed || !text) return;
    const measure = () => setLong(open() ? long() : (text?.scrollHeight ?? 0) > (text?.clientHeight ?? 0) + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(text);
    measure();
    onCleanup(() => observer.disconnect());
  });
  return (
    <blockquote class={s.quote} dir="auto">
      <span ref={text} class={cls(s.quoteText, !open() && s.clamped)}>
        {props.children}
      </span>
      <Show when={long()}>
        <button
          type="button"
          class={cls(s.quoteButton, open() && s.quoteOpen)}
          aria-expanded={open()}
          aria-label={open() ? t.view.collapseQuote : t.view.expandQuote}
          onClick={() => setOpen(!open())}
        >
          <ChevronDown />
        </button>
      </Show>
    </blockquote>
  );
}

const styleClasses: Partial<Record<TextEntity['type'], string | undefined>> = {
  bold: styles.bold,
  italic: styles.italic,
  underline: styles.underline,
  strike: styles.strike,
  code: s.code,
  customEmoji: s.customEmoji,
};

function Run(props: { run: TextRun; marked: MarkedRange | undefined; revealed: boolean; onReveal(): void }): JSX.Element {
  const app = useApp();
  const { run } = props;
  const hidden = run.entities.some((entity) => entity.type === 'spoiler');
  const link = run.entities.map((entity) => linkOf(entity, run.text)).find((found) => found !== undefined);
  const date = run.entities.find((entity) => entity.type === 'date');
  const classes = run.entities.map((entity) => styleClasses[entity.type]).filter(Boolean);
  const isMarked = () => props.marked !== undefined && run.offset < props.marked.to && run.offset + run.text.length > props.marked.from;

  const words = () => (date?.type === 'date' ? dateText(date, run.text, app.now()) : run.text);
  const styled = () => (
    <span
      class={cls(...classes, isMarked() && s.marked)}
      title={date?.type === 'date' ? formatFull(date.date) : undefined}
      data-custom-emoji={run.entities.find((entity) => entity.type === 'customEmoji')?.documentId}
    >
      {words()}
    </span>
  );
  const isPlain = () => classes.length === 0 && !isMarked() && date === undefined;
  const content = () => (link ? <LinkRun link={link} text={run.text} classes={[...classes, isMarked() && s.marked]} /> : isPlain() ? run.text : styled());
  return (
    <Show when={hidden && !props.revealed} fallback={content()}>
      <button type="button" class={s.spoiler} onClick={() => props.onReveal()}>
        <span role="img" aria-label={t.chat.revealSpoiler} />
        <span aria-hidden="true">{run.text}</span>
      </button>
    </Show>
  );
}

/** A hashtag is asked for where it should be searched: that is one step more, and never the wrong list. */
function searchFor(app: AppState, chat: Chat | undefined, text: string, link: HTMLElement): void {
  const everywhere = (posts: boolean) => app.navigation.searchFor({ query: text, posts });
  app.layers.openMenu({
    label: t.search.hashtag.label(text),
    at: link.getBoundingClientRect(),
    items: [
      ...(chat === undefined ? [] : [{ id: 'here', label: t.search.hashtag.here, icon: () => <MessageSquare />, onSelect: () => chat.search(text) }]),
      { id: 'mine', label: t.search.hashtag.mine, icon: () => <MessagesSquare />, onSelect: () => everywhere(false) },
      ...(text.startsWith('#') ? [{ id: 'posts', label: t.search.hashtag.posts, icon: () => <Megaphone />, onSelect: () => everywhere(true) }] : []),
    ],
  });
}

function LinkRun(props: { link: TextLink; text: string; classes: (string | false | undefined)[] }): JSX.Element {
  const app = useApp();
  const chat = useChatIfAny();
  // Web addresses are the host's business: it opens them in the system's browser, after a check. What leads into Telegram is ours.
  const follow = (event: Event & { currentTarget: HTMLElement }) => {
    const { link } = props;
    if (link.kind === 'url') {
      if (followInside(app, chat, link.url, event.currentTarget)) event.preventDefault();
      else if (link.disguised && chat) {
        event.preventDefault();
        chat.askLink(link.url);
      }
      return;
    }
    event.preventDefault();
    if (link.kind === 'search') searchFor(app, chat, link.text, event.currentTarget);
    else if (link.kind === 'peer') app.info.open(link.peerId);
    else if (link.kind === 'command') chat?.sendCommand(link.command);
    else if (link.kind === 'card') navigator.clipboard.writeText(link.number).then(() => app.layers.toast(t.chat.copied), app.layers.showError);
    else {
      app.client
        .call('peers.resolve', { username: link.username })
        .then((peer) => {
          app.peers.put([peer]);
          // People are shown; what one can read is opened.
          if (peer.kind === 'user') app.info.open(peer.id);
          else app.navigation.open(peer.id);
        })
        .catch(app.layers.showError);
    }
  };
  const isUrl = () => props.link.kind === 'url';
  return (
    <a
      class={cls(s.link, ...props.classes)}
      href={props.link.kind === 'url' ? props.link.url : '#'}
      title={props.link.kind === 'url' && props.link.url !== props.text ? props.link.url : undefined}
      target={isUrl() ? '_blank' : undefined}
      rel="noreferrer noopener"
      data-link={props.link.kind}
      onClick={follow}
    >
      {props.text}
    </a>
  );
}
