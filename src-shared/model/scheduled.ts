/** The date of a message that goes out when the other person comes online (core.telegram.org/api/scheduled-messages). */
export const WHEN_ONLINE = 0x7ffffffe;

/** How something is sent. */
export interface SendOptions {
  /** Without a sound for those who get it. */
  silent?: boolean;
  /** When it goes out, unix seconds, or `WHEN_ONLINE`; at once when absent. */
  scheduleDate?: number;
  /** An animated effect of private chats: digits. */
  effect?: string;
}
