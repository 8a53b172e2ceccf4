import type { tl } from '#tl';

/** The server's limits that these features obey (core.telegram.org/constructor/config). Seconds unless a name says otherwise. */
export interface Limits {
  /** UTF-16 units of one message. */
  messageLengthMax: number;
  forwardedCountMax: number;
  editTimeLimit: number;
  revokeTimeLimit: number;
  revokePmTimeLimit: number;
  /** Messages that were received in a private chat may be deleted for both. */
  revokePmInbox: boolean;
  onlineUpdatePeriodMs: number;
  offlineBlurTimeoutMs: number;
  /** The data center that serves files of the web. */
  webFileDcId: number;
}

/** What holds until the server's configuration is known. */
export const defaultLimits: Limits = {
  messageLengthMax: 4096,
  forwardedCountMax: 100,
  editTimeLimit: 172_800,
  revokeTimeLimit: 172_800,
  revokePmTimeLimit: 172_800,
  revokePmInbox: false,
  onlineUpdatePeriodMs: 120_000,
  offlineBlurTimeoutMs: 5_000,
  webFileDcId: 4,
};

/** Takes the limits out of the server's configuration; values that make no sense fall back to the defaults. */
export function limitsFromConfig(config: tl.config): Limits {
  const atLeast = (value: number, least: number, fallback: number): number => (value >= least ? value : fallback);
  return {
    messageLengthMax: atLeast(config.messageLengthMax, 16, defaultLimits.messageLengthMax),
    forwardedCountMax: Math.min(100, atLeast(config.forwardedCountMax, 1, defaultLimits.forwardedCountMax)),
    editTimeLimit: atLeast(config.editTimeLimit, 0, defaultLimits.editTimeLimit),
    revokeTimeLimit: atLeast(config.revokeTimeLimit, 0, defaultLimits.revokeTimeLimit),
    revokePmTimeLimit: atLeast(config.revokePmTimeLimit, 0, defaultLimits.revokePmTimeLimit),
    revokePmInbox: config.revokePmInbox === true,
    onlineUpdatePeriodMs: atLeast(config.onlineUpdatePeriodMs, 5_000, defaultLimits.onlineUpdatePeriodMs),
    offlineBlurTimeoutMs: atLeast(config.offlineBlurTimeoutMs, 0, defaultLimits.offlineBlurTimeoutMs),
    webFileDcId: atLeast(config.webfileDcId, 1, defaultLimits.webFileDcId),
  };
}
