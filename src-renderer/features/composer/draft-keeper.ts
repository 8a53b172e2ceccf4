import type { Draft, FormattedText, MessageId, PeerId, PreviewChoice, ReplyDetails } from '#shared/model/index.ts';
import type { IpcClient } from '../../ipc/client.ts';

/** No more than this is lost, whatever ends the program. */
const LONGEST_MS = 1_000;

/** The message that a draft answers. */
export interface DraftAnswer extends ReplyDetails {
  id: MessageId;
}

export interface DraftKeeper {
  /** The person changed the text or what it answers: saved within a second, also while typing goes on. */
  changed(text: FormattedText, answer: DraftAnswer | undefined, preview?: PreviewChoice): void;
  /** The text was sent: there is no draft any more, the engine removes it together with the sending. */
  sent(): void;
  /** Saves now what waits to be saved. */
  flush(): void;
  /**
   * What a draft that the engine reports is to the field. `take`: it replaces what is there, because that is nothing, or just what the last
   * draft held. `offer`: it is from elsewhere, and what a person typed here is not overwritten. `known`: our own, coming back.
   */
  judge(draft: Draft | undefined, field: FormattedText): 'take' | 'offer' | 'known';
  /** The field was filled with what the engine reported. */
  adopted(draft: Draft | undefined): void;
}

interface Content {
  text: FormattedText;
  answer: DraftAnswer | undefined;
  preview: PreviewChoice | undefined;
}

const nothing: Content = { text: { text: '', entities: [] }, answer: undefined, preview: undefined };

const contentOf = (draft: Draft | undefined): Content =>
  draft === undefined
    ? nothing
    : {
        text: { text: draft.text, entities: draft.entities },
        answer: draft.replyToId === undefined ? undefined : { id: draft.replyToId, ...draft.reply },
        preview: draft.preview,
      };

/** The same for the same content, in whatever order its fields stand. */
const keyOf = (value: unknown): string =>
  JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  ) ?? '';

/** Keeps the draft of one chat, or of one of its threads, in step with its field. */
export function createDraftKeeper(client: Pick<IpcClient, 'call'>, peerId: PeerId, threadId?: MessageId): DraftKeeper {
  let waiting: Content | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Saves that the engine has not answered. Until it has, what it reports may be older than what was saved. */
  let saving = 0;
  /** The last draft that this field and the engine agreed on. */
  let agreed = nothing;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function flush(): void {
    stop();
    if (!waiting) return;
    const { text, answer, preview } = waiting;
    const before = agreed;
    agreed = waiting;
    waiting = undefined;
    saving++;
    client
      .call('drafts.save', {
        peerId,
        ...(threadId === undefined ? {} : { threadId }),
        text: text.text,
        entities: text.entities,
        ...(answer === undefined ? {} : { replyToId: answer.id }),
        ...(answer?.peerId === undefined ? {} : { replyToPeerId: answer.peerId }),
        ...(answer?.quote === undefined ? {} : { quote: answer.quote }),
        ...(preview === undefined ? {} : { preview }),
      })
      .catch(() => {
        // The text still stands in the field; the next change saves it again.
        agreed = before;
      })
      .finally(() => saving--);
  }

  return {
    changed(text, answer, preview) {
      const next = { text, answer, preview };
      if (keyOf(next) === keyOf(agreed)) {
        stop();
        waiting = undefined;
        return;
      }
      waiting = next;
      timer ??= setTimeout(flush, LONGEST_MS);
    },
    sent() {
      stop();
      waiting = undefined;
      agreed = nothing;
    },
    flush,
    judge(draft, field) {
      const reported = contentOf(draft);
      const isSame = (text: string): boolean => reported.text.text === text && keyOf(reported.answer) === keyOf((waiting ?? agreed).answer);
      if (saving > 0 || isSame(field.text) || isSame(agreed.text.text)) return 'known';
      return waiting === undefined && field.text === agreed.text.text ? 'take' : 'offer';
    },
    adopted(draft) {
      stop();
      waiting = undefined;
      agreed = contentOf(draft);
    },
  };
}
