import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { AppError, type AppErrorCode } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';

export interface Attempt {
  busy: Accessor<boolean>;
  error: Accessor<string | undefined>;
  setError(sentence: string | undefined): void;
  /** Why the last work failed, when that is known. */
  failure: Accessor<AppErrorCode | undefined>;
  /** Does the work unless some is under way; a failure becomes a sentence. Returns whether it went through. */
  run(work: (signal: AbortSignal) => Promise<void>): Promise<boolean>;
  /** Gives up what is under way, without a sentence. */
  cancel(): void;
}

/** One button's work: at most one at a time, its error in place, cancelled with the page. */
export function createAttempt(): Attempt {
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const [failure, setFailure] = createSignal<AppErrorCode>();
  let controller: AbortController | undefined;
  const cancel = () => controller?.abort();
  onCleanup(cancel);
  return {
    busy,
    error,
    setError,
    failure,
    cancel,
    async run(work) {
      if (controller) return false;
      const own = new AbortController();
      controller = own;
      setBusy(true);
      setError(undefined);
      setFailure(undefined);
      try {
        await work(own.signal);
        return true;
      } catch (caught) {
        setFailure(caught instanceof AppError ? caught.code : undefined);
        setError(sentenceOf(caught));
        return false;
      } finally {
        controller = undefined;
        setBusy(false);
      }
    },
  };
}

function sentenceOf(failure: unknown): string | undefined {
  if (!(failure instanceof AppError)) return t.app.somethingWrong;
  return failure.code === 'CANCELLED' || failure.code === 'SILENT' ? undefined : failure.message;
}
