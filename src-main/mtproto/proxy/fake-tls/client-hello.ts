import { concat, hmacSha256, x25519PublicKey, type RandomBytes } from '../../../crypto/index.ts';
import { drawBelow, extension, grease, prefixed, shuffled, u16 } from './hello-writer.ts';
import { fakeMlKemKey } from './ml-kem-key.ts';

/** Where the 32 bytes of the random field lie in a record with a ClientHello or a ServerHello. */
export const RANDOM_OFFSET = 11;
export const RANDOM_BYTES = 32;

export interface ClientHelloOptions {
  /** The site that the connection pretends to go to; ASCII. */
  domain: string;
  /** 16 bytes. */
  secret: Uint8Array;
  /** Unix seconds by the server's clock: proxies refuse times that are far off. */
  unixTime: number;
  random: RandomBytes;
}

/**
 * A TLS record with the ClientHello of a current Chrome (as of version 151), whose random field proves to the proxy that we know the secret:
 * HMAC-SHA256 over the record with that field zero, its last four bytes XORed with the time
 * (core.telegram.org/mtproto/mtproto-transports#transport-obfuscation).
 */
export function clientHello(options: ClientHelloOptions): Uint8Array {
  const record = plainHello(options);
  const proof = Uint8Array.from(hmacSha256(options.secret, record));
  const view = new DataView(proof.buffer);
  view.setUint32(28, (view.getUint32(28, true) ^ Math.floor(options.unixTime)) >>> 0, true);
  record.set(proof, RANDOM_OFFSET);
  return record;
}

/** The record with a random field of zeros. */
function plainHello({ domain, random }: ClientHelloOptions): Uint8Array {
  const cipherSuites = u16(grease(random), 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35);
  const body = concat(
    u16(0x0303),
    new Uint8Array(RANDOM_BYTES),
    prefixed(1, random(32)),
    prefixed(2, cipherSuites),
    prefixed(1, Uint8Array.of(0)),
    prefixed(2, extensions(domain, random)),
  );
  return concat(Uint8Array.of(0x16, 3, 1), prefixed(2, Uint8Array.of(1), prefixed(3, body)));
}

/** In random order, as Chrome sends them, between two that mean nothing. */
function extensions(domain: string, random: RandomBytes): Uint8Array {
  const first = grease(random);
  const group = grease(random);
  const known = [
    // server_name, one host name
    extension(0x0000, prefixed(2, Uint8Array.of(0), prefixed(2, Buffer.from(domain, 'latin1')))),
    // status_request, OCSP
    extension(0x0005, Uint8Array.of(1, 0, 0, 0, 0)),
    // supported_groups: X25519MLKEM768, X25519, P-256, P-384
    extension(0x000a, prefixed(2, u16(group, 0x11ec, 0x001d, 0x0017, 0x0018))),
    // ec_point_formats, uncompressed
    extension(0x000b, prefixed(1, Uint8Array.of(0))),
    // signature_algorithms, those of ML-DSA first
    extension(0x000d, prefixed(2, u16(0x0904, 0x0905, 0x0906, 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601))),
    // application_layer_protocol_negotiation
    extension(0x0010, prefixed(2, protocol('h2'), protocol('http/1.1'))),
    // signed_certificate_timestamp, extended_master_secret, session_ticket
    extension(0x0012),
    extension(0x0017),
    extension(0x0023),
    // compress_certificate, brotli
    extension(0x001b, prefixed(1, u16(2))),
    // supported_versions: 1.3, 1.2
    extension(0x002b, prefixed(1, u16(grease(random), 0x0304, 0x0303))),
    // psk_key_exchange_modes, with (EC)DHE
    extension(0x002d, prefixed(1, Uint8Array.of(1))),
    extension(0x0033, keyShares(group, random)),
    // application_settings
    extension(0x44cd, prefixed(2, protocol('h2'))),
    extension(0xfe0d, encryptedHello(random)),
    // renegotiation_info
    extension(0xff01, Uint8Array.of(0)),
  ];
  return concat(extension(first), ...shuffled(known, random), extension(grease(random, first), Uint8Array.of(0)));
}

function protocol(name: string): Uint8Array {
  return prefixed(1, Buffer.from(name, 'latin1'));
}

function keyShares(group: number, random: RandomBytes): Uint8Array {
  const share = (id: number, ...key: Uint8Array[]): Uint8Array => concat(u16(id), prefixed(2, ...key));
  // The hybrid has an X25519 key of its own.
  const hybrid = share(0x11ec, fakeMlKemKey(random), x25519PublicKey(random));
  return prefixed(2, share(group, Uint8Array.of(0)), hybrid, share(0x001d, x25519PublicKey(random)));
}

/** What Chrome sends in place of an encrypted ClientHello to sites that offer none: HKDF-SHA256, AES-128-GCM, noise. */
function encryptedHello(random: RandomBytes): Uint8Array {
  const payload = random(128 + 32 * drawBelow(random, 4) + 16);
  return concat(Uint8Array.of(0), u16(1, 1), random(1), prefixed(2, x25519PublicKey(random)), prefixed(2, payload));
}
