import type { Draft, FormattedText, MessageId, PeerId, PreviewChoice } from '#shared/model/index.ts';
import type { IpcClient } from '../../ipc/client.ts';

const IDLE_MS = 1_000;
const LONGEST_MS = 5_000;

export interface DraftKeeper {
  /** The person changed the text or what it answers: saved a second after typing stops, at least every five. */
  changed(text: FormattedText, replyToId: MessageId | undefined, preview?: PreviewChoice): void;
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

const nothing = { text: '', replyToId: undefined, preview: undefined };

/** Keeps the draft of one chat, or of one of its threads, in step with its field. */
export function createDraftKeeper(client: Pick<IpcClient, 'call'>, peerId: PeerId, threadId?: MessageId): DraftKeeper {
  let waiting: { text: FormattedText; replyToId: MessageId | undefined; preview: PreviewChoice | undefined } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitingSince = 0;
  /** Saves that the engine has not answered. Until it has, what it reports may be older than what was saved. */
  let saving = 0;
  /** The last draft that this field and the engine agreed on. */
  let agreed: { text: string; replyToId: MessageId | undefined; preview: string | undefined } = nothing;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function flush(): void {
    stop();
    if (!waiting) return;
    const { text, replyToId, preview } = waiting;
    waiting = undefined;
    const before = agreed;
    agreed = { text: text.text, replyToId, preview: JSON.stringify(preview) };
    saving++;
    client
      .call('drafts.save', {
        peerId,
        ...(threadId === undefined ? {} : { threadId }),
        text: text.text,
        entities: text.entities,
        ...(replyToId === undefined ? {} : { replyToId }),
        ...(preview === undefined ? {} : { preview }),
      })
      .catch(() => {
        // The text still stands in the field; the next change saves it again.
        agreed = before;
      })
      .finally(() => saving--);
  }

  return {
    changed(text, replyToId, preview) {
      if (text.text === agreed.text && replyToId === agreed.replyToId && JSON.stringify(preview) === agreed.preview) {
        stop();
        waiting = undefined;
        return;
      }
      if (!waiting) waitingSince = performance.now();
      waiting = { text, replyToId, preview };
      stop();
      timer = setTimeout(flush, Math.max(0, Math.min(IDLE_MS, LONGEST_MS - (performance.now() - waitingSince))));
    },
    sent() {
      stop();
      waiting = undefined;
      agreed = nothing;
    },
    flush,
    judge(draft, field) {
      const reported = draft?.text ?? '';
      if (saving > 0 || reported === field.text || reported === agreed.text) return 'known';
      return waiting === undefined && field.text === agreed.text ? 'take' : 'offer';
    },
    adopted(draft) {
      stop();
      waiting = undefined;
      agreed = { text: draft?.text ?? '', replyToId: draft?.replyToId, preview: JSON.stringify(draft?.preview) };
    },
  };
}
