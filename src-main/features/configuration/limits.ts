import type { tl } from '#tl';

/** The server's limits and periods that features obey (core.telegram.org/constructor/config). Seconds unless a name says otherwise. */
export interface Limits {
  /** UTF-16 units of one message, and of the text under a picture or file. */
  messageLengthMax: number;
  captionLengthMax: number;
  forwardedCountMax: number;
  chatSizeMax: number;
  megagroupSizeMax: number;
  editTimeLimit: number;
  revokeTimeLimit: number;
  revokePmTimeLimit: number;
  /** Messages that were received in a private chat may be deleted for both. */
  revokePmInbox: boolean;
  onlineUpdatePeriodMs: number;
  offlineBlurTimeoutMs: number;
  offlineIdleTimeoutMs: number;
  onlineCloudTimeoutMs: number;
  notifyCloudDelayMs: number;
  notifyDefaultDelayMs: number;
  stickersRecentLimit: number;
  channelsReadMediaPeriod: number;
  ratingEDecay: number;
  callReceiveTimeoutMs: number;
  callRingTimeoutMs: number;
  callConnectTimeoutMs: number;
  callPacketTimeoutMs: number;
  webfileDcId: number;
  meUrlPrefix: string;
  gifSearchUsername: string;
  venueSearchUsername: string;
  /** Largest group whose members are told who has read what, and for how long after sending. From the client configuration. */
  readersGroupMax: number;
  readersPeriod: number;
  /** How long after sending one is told when a private message was read. From the client configuration. */
  readDatePeriod: number;
}

/** What holds until the server's configuration is known. */
export const defaultLimits: Limits = {
  messageLengthMax: 4096,
  captionLengthMax: 1024,
  forwardedCountMax: 100,
  chatSizeMax: 200,
  megagroupSizeMax: 10_000,
  editTimeLimit: 172_800,
  revokeTimeLimit: 172_800,
  revokePmTimeLimit: 172_800,
  revokePmInbox: false,
  onlineUpdatePeriodMs: 120_000,
  offlineBlurTimeoutMs: 5_000,
  offlineIdleTimeoutMs: 30_000,
  onlineCloudTimeoutMs: 300_000,
  notifyCloudDelayMs: 30_000,
  notifyDefaultDelayMs: 1_500,
  stickersRecentLimit: 30,
  channelsReadMediaPeriod: 604_800,
  ratingEDecay: 2_419_200,
  callReceiveTimeoutMs: 20_000,
  callRingTimeoutMs: 90_000,
  callConnectTimeoutMs: 30_000,
  callPacketTimeoutMs: 10_000,
  webfileDcId: 4,
  meUrlPrefix: 'https://t.me/',
  gifSearchUsername: 'gif',
  venueSearchUsername: 'foursquare',
  readersGroupMax: 100,
  readersPeriod: 604_800,
  readDatePeriod: 604_800,
};

/** Smallest values that make sense; 0 for all others. */
const least: Partial<Record<keyof Limits, number>> = {
  messageLengthMax: 16,
  captionLengthMax: 1,
  forwardedCountMax: 1,
  chatSizeMax: 1,
  megagroupSizeMax: 1,
  onlineUpdatePeriodMs: 5_000,
  ratingEDecay: 1,
  webfileDcId: 1,
};
/** More than these are never used, whatever the server says: its methods take no more at a time. */
const most: Partial<Record<keyof Limits, number>> = { forwardedCountMax: 100 };

/** Takes the limits out of the server's configuration; values that make no sense fall back to the defaults. */
export function limitsFromConfig(config: tl.config): Limits {
  const told: Partial<Record<keyof Limits, unknown>> = config;
  const names = Object.keys(defaultLimits) as (keyof Limits)[];
  return Object.fromEntries(names.map((name) => [name, sensible(name, told[name])])) as unknown as Limits;
}

function sensible(name: keyof Limits, told: unknown): number | boolean | string {
  const fallback = defaultLimits[name];
  switch (typeof fallback) {
    case 'boolean':
      return told === true;
    case 'string':
      return typeof told === 'string' && told !== '' ? told : fallback;
    default:
      return typeof told === 'number' && told >= (least[name] ?? 0) ? Math.min(told, most[name] ?? Infinity) : fallback;
  }
}
