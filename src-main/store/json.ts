/**
 * Wire objects as JSON with names: 64-bit integers become `{"$n":"…"}`, bytes `{"$b":"base64"}`. Unlike wire bytes, such
 * a record stays readable when a new layer gives a constructor another id.
 */
export function toRecord(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return { $n: item.toString() };
    if (item instanceof Uint8Array) return { $b: Buffer.from(item).toString('base64') };
    // Buffers are turned into {type, data} before a replacer sees them.
    if (isRecord(item) && item['type'] === 'Buffer' && Array.isArray(item['data'])) {
      return { $b: Buffer.from(item['data'] as number[]).toString('base64') };
    }
    return item;
  });
}

export function fromRecord(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (!isRecord(item)) return item;
    if (typeof item['$n'] === 'string') return BigInt(item['$n']);
    if (typeof item['$b'] === 'string') return new Uint8Array(Buffer.from(item['$b'], 'base64'));
    return item;
  }) as unknown;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
