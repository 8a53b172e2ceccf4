/** Why a file cannot be uploaded. */
export type UploadFailureReason = 'empty' | 'tooLarge' | 'unreadable' | 'changed' | 'refused';

const sentences: Record<UploadFailureReason, string> = {
  empty: 'This file is empty. Choose one that has content.',
  tooLarge: 'This file is larger than Telegram accepts. Choose a smaller one.',
  unreadable: 'This file cannot be read. Check that it is still there.',
  changed: 'This file changed while it was being sent. Send it again when nothing writes to it.',
  refused: 'Telegram did not accept this file. Try to send it again.',
};

/** A file that cannot be uploaded; the message is a sentence for the person. */
export class UploadFailure extends Error {
  override readonly name = 'UploadFailure';
  readonly reason: UploadFailureReason;

  constructor(reason: UploadFailureReason, options?: ErrorOptions) {
    super(sentences[reason], options);
    this.reason = reason;
  }
}
