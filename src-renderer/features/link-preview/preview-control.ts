import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { LinkPreview } from '#shared/ipc/messages.ts';
import type { FormattedText, Message, PreviewChoice } from '#shared/model/index.ts';
import type { IpcClient } from '../../ipc/client.ts';
import { bareLink, linksOf } from './links.ts';

/** The server is asked when the links have not changed for this long, ms. */
const PAUSE_MS = 500;

export interface PreviewControl {
  /** What the link leads to whose preview would be sent; undefined when there is none. */
  shown: Accessor<LinkPreview | undefined>;
  /** The links to choose from. */
  links: Accessor<readonly string[]>;
  size: Accessor<'large' | 'small'>;
  above: Accessor<boolean>;
  /** What is wished besides what happens anyway; it goes with the text, and with its draft. */
  wish: Accessor<PreviewChoice | undefined>;
  choose(url: string): void;
  setSize(size: 'large' | 'small'): void;
  setAbove(above: boolean): void;
  /** No preview of this link, also when it is typed again. */
  remove(): void;
  /** Another text is in the field, with what was wished for it. */
  adopt(wish: PreviewChoice | undefined, text: FormattedText): void;
  /** A message is edited. */
  adoptMessage(message: Message): void;
}

interface State {
  removed: readonly string[];
  chosen?: string | undefined;
  size?: 'large' | 'small' | undefined;
  above: boolean;
  /** A link that is not in the text: the message that is edited has its preview all the same. */
  attached?: string | undefined;
}

const untouched: State = { removed: [], above: false };
const same = (a: string, b: string) => bareLink(a) === bareLink(b);

/** The preview of a link in what somebody writes: which one, how large, where, or none. */
export function createPreviewControl(client: Pick<IpcClient, 'listen'>, value: Accessor<FormattedText>): PreviewControl {
  const [state, setState] = createSignal<State>(untouched);
  const [answers, setAnswers] = createSignal<ReadonlyMap<string, LinkPreview>>(new Map());
  const links = createMemo(
    () => {
      const { attached } = state();
      const found = linksOf(value());
      return attached === undefined || found.some((url) => same(url, attached)) ? found : [...found, attached];
    },
    [],
    { equals: (a, b) => a.length === b.length && a.every((url, index) => url === b[index]) },
  );
  const open = createMemo(() => links().filter((url) => !state().removed.includes(bareLink(url))));
  /** The link that was chosen, or the first that leads anywhere. */
  const current = createMemo(() => {
    const { chosen } = state();
    return open().find((url) => chosen !== undefined && same(url, chosen)) ?? open().find((url) => answers().get(url)?.state !== 'none') ?? open()[0];
  });

  let listening: { dispose(): void } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
    listening?.dispose();
    listening = undefined;
  };
  createEffect(
    on(current, (url) => {
      stop();
      if (url === undefined || answers().get(url)?.state === 'none') return;
      const listen = () => {
        listening = client.listen('preview.page', { url }, (event) => setAnswers((all) => new Map(all).set(event.url, event)));
      };
      // What was seen already is shown at once.
      if (answers().get(url)?.state === 'ready') listen();
      else timer = setTimeout(listen, PAUSE_MS);
    }),
  );
  onCleanup(stop);

  const shown = createMemo(() => {
    const url = current();
    const answer = url === undefined ? undefined : answers().get(url);
    return answer?.state === 'ready' || answer?.state === 'pending' ? answer : undefined;
  });
  const size = () => {
    const answer = shown();
    return state().size ?? (answer?.state === 'ready' ? answer.page.size : 'small');
  };

  const wish = createMemo(
    (): PreviewChoice | undefined => {
      if (links().length === 0) return undefined;
      const { above, size: wished } = state();
      const url = current();
      if (url === undefined) return { off: true, ...(above ? { above } : {}) };
      const isUsual = wished === undefined && url === links().find((each) => answers().get(each)?.state !== 'none');
      const choice: PreviewChoice = {
        ...(isUsual || answers().get(url)?.state === 'none' ? {} : { url, ...(wished === undefined ? {} : { size: wished }) }),
        ...(above ? { above } : {}),
      };
      return Object.keys(choice).length === 0 ? undefined : choice;
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  function adopt(wished: PreviewChoice | undefined, text: FormattedText): void {
    setState({
      removed: wished?.off === true ? linksOf(text).map(bareLink) : [],
      chosen: wished?.url,
      size: wished?.size,
      above: wished?.above === true,
      attached: wished?.url,
    });
  }

  return {
    shown,
    links: open,
    size,
    above: () => state().above,
    wish,
    choose: (url) => setState((before) => ({ ...before, chosen: url, size: undefined })),
    setSize: (wished) => setState((before) => ({ ...before, size: wished })),
    setAbove: (above) => setState((before) => ({ ...before, above })),
    remove() {
      const url = current();
      if (url === undefined) return;
      setState((before) => ({ ...before, removed: [...before.removed, bareLink(url)], chosen: undefined, size: undefined, attached: undefined }));
    },
    adopt,
    adoptMessage(message) {
      const page = message.media?.kind === 'webPage' ? message.media.page : undefined;
      const isOff = page === undefined && message.awaitedPreview === undefined;
      const above = message.invertMedia === true ? { above: true } : {};
      const isWished = page?.manual === true || page?.sizeChosen === true;
      adopt(
        isOff ? { off: true, ...above } : { ...above, ...(page && isWished ? { url: page.url, ...(page.sizeChosen ? { size: page.size } : {}) } : {}) },
        message,
      );
    },
  };
}
