import type { tl } from '#tl';
import type { DcAddress } from '../types.ts';

/** An endpoint of a configuration (core.telegram.org/constructor/dcOption); flags that this layer does not know are left out. */
export function addressOf({ id, ipAddress, port, ipv6, mediaOnly, tcpoOnly, cdn, static: fixed, thisPortOnly, secret }: tl.dcOption): DcAddress {
  return {
    id,
    host: ipAddress,
    port,
    ...(ipv6 === true ? { ipv6 } : {}),
    ...(mediaOnly === true ? { mediaOnly } : {}),
    ...(tcpoOnly === true ? { tcpoOnly } : {}),
    ...(cdn === true ? { cdn } : {}),
    ...(fixed === true ? { static: fixed } : {}),
    ...(thisPortOnly === true ? { thisPortOnly } : {}),
    // A secret of another kind is a proxy's business.
    ...(secret?.length === 16 ? { secret } : {}),
  };
}
