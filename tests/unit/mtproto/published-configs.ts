import { createCipheriv, createHash, generateKeyPairSync, privateEncrypt, constants, randomBytes } from 'node:crypto';

/** Whoever may publish addresses in a test, as Telegram does for its apps: `help.configSimple`, sealed with the private half of a key. */
export class Publisher {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  /** PEM, PKCS#1. */
  readonly publicKey = this.#keys.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();

  /** @param change what is done to the object's bytes before they are sealed */
  publish(config: { date: number; expires: number; rules: Rule[] }, change: (body: Buffer) => Buffer = (body) => body): string {
    const body = change(Buffer.concat([word(0x5a592a6c), word(config.date), word(config.expires), list(config.rules.map(ruleBytes))]));
    const content = Buffer.concat([word(body.length + 4), body, randomBytes(Math.max(0, 204 - body.length))]).subarray(0, 208);
    return this.seal(Buffer.concat([content, createHash('sha256').update(content).digest().subarray(0, 16)]));
  }

  /** Any 224 bytes. */
  seal(plain: Buffer): string {
    for (;;) {
      const key = randomBytes(32);
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(16)).setAutoPadding(false);
      const block = Buffer.concat([key, cipher.update(plain), cipher.final()]);
      // A number that is not below the modulus cannot be sealed.
      if ((block[0] ?? 0) >= 0x80) continue;
      return privateEncrypt({ key: this.#keys.privateKey, padding: constants.RSA_NO_PADDING }, block).toString('base64');
    }
  }
}

export interface Rule {
  prefixes?: string;
  dcId: number;
  ips: { host: string; port: number; secret?: Buffer }[];
}

const word = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer);
const list = (items: Buffer[]): Buffer => Buffer.concat([word(items.length), ...items]);

function bytes(value: Buffer): Buffer {
  const unpadded = Buffer.concat([Buffer.from([value.length]), value]);
  return Buffer.concat([unpadded, Buffer.alloc((4 - (unpadded.length % 4)) % 4)]);
}

function ruleBytes({ prefixes = '', dcId, ips }: Rule): Buffer {
  return Buffer.concat([word(0x4679b65f), bytes(Buffer.from(prefixes)), word(dcId), list(ips.map(ipBytes))]);
}

function ipBytes({ host, port, secret }: Rule['ips'][number]): Buffer {
  const number = host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return Buffer.concat([word(secret === undefined ? 0xd433ad73 | 0 : 0x37982646), word(number | 0), word(port), ...(secret === undefined ? [] : [bytes(secret)])]);
}

/** What a resolver answers: the text in two records, the shorter one first, as names are given no order. */
export function resolverAnswer(text: string, at = 100): string {
  const parts = [text.slice(text.length - at), text.slice(0, text.length - at)];
  return JSON.stringify({ Status: 0, Answer: [{ name: 'x.', type: 5, data: 'y.' }, ...parts.map((data) => ({ name: 'y.', type: 16, TTL: 60, data: `"${data}"` }))] });
}
