import type { ProtocolHost } from './host.ts';
import type { Session } from './session.ts';
import { RpcFailure } from './types.ts';
import type { UnwrappedCall } from './unwrap.ts';

/**
 * What a CDN DC takes (core.telegram.org/cdn): `upload.getCdnFile` alone, from a client that says nothing of itself and nothing
 * of any account. Throws RpcFailure.
 */
export function checkCdnCall(host: ProtocolHost, session: Session, call: UnwrappedCall, method: string): void {
  const violate = (rule: string, detail: string): void =>
    host.report.violation({ at: host.clock.now(), ...session.ref, sessionId: session.id.toString(), rule, detail });
  if (call.init !== undefined) {
    const { deviceModel, systemVersion, langPack, langCode } = call.init;
    if (deviceModel !== 'n/a' || systemVersion !== 'n/a' || langPack !== '' || langCode !== '') {
      violate('cdn-init', 'initConnection tells of the device or its language');
    }
  }
  const others = call.wrappers.filter((wrapper) => wrapper !== 'invokeWithLayer' && wrapper !== 'initConnection');
  if (others.length > 0) violate('cdn-wrappers', others.join(', '));
  if (method === 'upload.getCdnFile') return;
  violate('cdn-method', method);
  throw new RpcFailure(400, 'CDN_METHOD_INVALID');
}
