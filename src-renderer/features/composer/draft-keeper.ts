import type { Draft, FormattedText, MessageId, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../../ipc/client.ts';

const IDLE_MS = 1_000;
const LONGEST_MS = 5_000;

export interface DraftKeeper {
  /** The person changed the text or what it answers: saved a second after typing stops, at least every five. */
  changed(text: FormattedText, replyToId: MessageId | undefined): void;
  /** The text was sent: there is no draft any more, the engine removes it together with the sending. */
  sent(): void;
  /** Saves now what waits to be saved. */
  flush(): void;
  /**
   * Whether a draft that the engine reports may replace what is in the field: only when the field holds nothing, or just what the last draft
   * held. What a person typed here is never overwritten.
   */
  takesOver(draft: Draft | undefined, field: FormattedText): boolean;
  /** The field was filled with what the engine reported. */
  adopted(draft: Draft | undefined): void;
}

/** Keeps the draft of one chat in step with its field. */
export function createDraftKeeper(client: Pick<IpcClient, 'call'>, peerId: PeerId): DraftKeeper {
  let waiting: { text: FormattedText; replyToId: MessageId | undefined } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitingSince = 0;
  /** The last draft that this field and the engine agreed on. */
  let agreed: { text: string; replyToId: MessageId | undefined } = { text: '', replyToId: undefined };

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function flush(): void {
    stop();
    if (!waiting) return;
    const { text, replyToId } = waiting;
    waiting = undefined;
    const before = agreed;
    agreed = { text: text.text, replyToId };
    client
      .call('drafts.save', { peerId, text: text.text, entities: text.entities, ...(replyToId === undefined ? {} : { replyToId }) })
      .catch(() => {
        // The text still stands in the field; the next change saves it again.
        agreed = before;
      });
  }

  return {
    changed(text, replyToId) {
      if (text.text === agreed.text && replyToId === agreed.replyToId) {
        stop();
        waiting = undefined;
        return;
      }
      if (!waiting) waitingSince = performance.now();
      waiting = { text, replyToId };
      stop();
      timer = setTimeout(flush, Math.max(0, Math.min(IDLE_MS, LONGEST_MS - (performance.now() - waitingSince))));
    },
    sent() {
      stop();
      waiting = undefined;
      agreed = { text: '', replyToId: undefined };
    },
    flush,
    takesOver(draft, field) {
      if (draft && draft.text === field.text) return false;
      if (!draft && field.text === '') return false;
      if (waiting) return false;
      return field.text === agreed.text;
    },
    adopted(draft) {
      stop();
      waiting = undefined;
      agreed = { text: draft?.text ?? '', replyToId: draft?.replyToId };
    },
  };
}
