import type { Call } from './call.ts';
import type { RpcError } from './errors.ts';

/**
 * What is done about an error. `again`: at once in the same session, in its place of its chain. `elsewhere`: at once, through
 * another DC or after signing in there. `reject`: the caller has it.
 */
export type Decision = { kind: 'again' } | { kind: 'elsewhere' } | { kind: 'later'; afterSeconds: number } | { kind: 'reject' };

/** What policies may look at and do. */
export interface PolicyContext {
  readonly mainDcId: number;
  knowsDc(dcId: number): boolean;
  setMainDc(dcId: number): void;
  armInit(dcId: number): void;
  /** What is known of the data centers is out of date: asks for the configuration and opens every socket anew. */
  clusterChanged(): void;
  /** Forgets that the account is signed in at a foreign DC. */
  unauthorize(dcId: number): void;
  /** The account is over on this device. */
  signedOut(error: RpcError): void;
  /** The DC that a call went to. */
  dcOf(call: Call): number;
}

/** One named rule of the error policy (core.telegram.org/api/errors). The first that decides wins. */
export interface ErrorPolicy {
  readonly name: string;
  decide(error: RpcError, call: Call, context: PolicyContext): Decision | undefined;
}

const reject: Decision = { kind: 'reject' };
const again: Decision = { kind: 'again' };
const elsewhere: Decision = { kind: 'elsewhere' };

/** Most data centers that one call may be sent on to. */
const maximumHops = 4;
/** Longest wait between attempts after an error of the server, seconds. */
const longestRetryWait = 64;
/** All waiting for errors of the server together, seconds. */
const serverErrorLimit = 60;

/** 303: the call, and for `PHONE_`, `NETWORK_` and `USER_MIGRATE` the account, belong to another DC. */
const migrate: ErrorPolicy = {
  name: 'migrate',
  decide(error, call, context) {
    if (error.code !== 303 || error.value === undefined || !error.type.endsWith('_MIGRATE_%d')) return undefined;
    const target = error.value;
    call.hops++;
    if (call.hops > maximumHops || target === context.dcOf(call) || !context.knowsDc(target)) return reject;
    if (/^(PHONE|NETWORK|USER)_MIGRATE/.test(error.type)) {
      context.setMainDc(target);
      call.dcId = undefined;
    } else call.dcId = target;
    return elsewhere;
  },
};

/** 420: waits as long as the call allows. */
const floodWait: ErrorPolicy = {
  name: 'floodWait',
  decide(error, call) {
    if (error.code !== 420) return undefined;
    if (error.type.startsWith('FLOOD_SKIP_FAILED_WAIT')) return call.floodWaited < call.floodWaitLimit ? pause(call, 1) : reject;
    if (error.value === undefined) return undefined;
    const seconds = Math.min(Math.max(error.value, 1), 14 * 86_400);
    switch (error.type) {
      case 'FLOOD_WAIT_%d':
        return call.floodWaited + seconds <= call.floodWaitLimit ? pause(call, seconds) : reject;
      case 'SLOWMODE_WAIT_%d':
        return error.value < 3 && call.floodWaitLimit > 0 ? pause(call, seconds) : reject;
      case 'FLOOD_PREMIUM_WAIT_%d':
        return pause(call, seconds);
      default:
        return reject;
    }
  },
};

function pause(call: Call, seconds: number): Decision {
  call.floodWaited += seconds;
  return { kind: 'later', afterSeconds: seconds };
}

/** 5xx and negative codes: the server's trouble, tried again with growing pauses. */
const serverErrors: ErrorPolicy = {
  name: 'serverErrors',
  decide(error, call) {
    if (error.code < 500 && error.code >= 0) return undefined;
    if (error.type.startsWith('BAD_MSG_')) return reject;
    if (!call.repeatable) return reject;
    const step = error.type === 'WORKER_BUSY_TOO_LONG_RETRY' ? 1 : Math.min(longestRetryWait, 2 ** (call.count('serverErrors') - 1));
    if (call.errorWaited + step > serverErrorLimit) return reject;
    call.errorWaited += step;
    return { kind: 'later', afterSeconds: step };
  },
};

/** The server forgot our layer: the next attempt announces it again. */
const announce: ErrorPolicy = {
  name: 'announce',
  decide(error, call, context) {
    if (error.code !== 400 || (error.type !== 'CONNECTION_NOT_INITED' && error.type !== 'CONNECTION_LAYER_INVALID')) return undefined;
    if (call.count('announce') > 3) return reject;
    context.armInit(context.dcOf(call));
    return again;
  },
};

/** The data centers were moved about: the list of them is read again, and the call goes out over other sockets. */
const cluster: ErrorPolicy = {
  name: 'cluster',
  decide(error, call, context) {
    if (error.type !== 'MTPROTO_CLUSTER_INVALID') return undefined;
    const times = call.count('cluster');
    if (times > 3) return reject;
    context.clusterChanged();
    return { kind: 'later', afterSeconds: times };
  },
};

const endsAccount = new Set([
  'AUTH_KEY_UNREGISTERED',
  'AUTH_KEY_INVALID',
  'SESSION_REVOKED',
  'SESSION_EXPIRED',
  'USER_DEACTIVATED',
  'USER_DEACTIVATED_BAN',
]);

/** 401: a foreign DC is signed in to again; on the main DC the account is over. */
const unauthorized: ErrorPolicy = {
  name: 'unauthorized',
  decide(error, call, context) {
    if (error.type === 'AUTH_KEY_DUPLICATED') {
      context.signedOut(error);
      return reject;
    }
    const dcId = context.dcOf(call);
    if (error.code === 400 && error.type === 'FILE_ID_INVALID' && dcId !== context.mainDcId && call.kind !== 'cdn') {
      // A DC that does not know who asks may say so too.
      if (call.count('fileId') > 1) return undefined;
      context.unauthorize(dcId);
      return elsewhere;
    }
    if (error.code !== 401 || !endsAccount.has(error.type)) return undefined;
    if (dcId === context.mainDcId) {
      context.signedOut(error);
      return reject;
    }
    if (call.count('unauthorized') > 2) return reject;
    context.unauthorize(dcId);
    return elsewhere;
  },
};

/** The policies in the order in which they are asked. What none of them decides goes to the caller. */
export const errorPolicies: readonly ErrorPolicy[] = [migrate, floodWait, announce, cluster, unauthorized, serverErrors];
