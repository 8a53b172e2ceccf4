import type { ClientMessage } from '#shared/ipc/wire.ts';

/** Reads a message of a renderer; undefined when it is not one. Never throws, whatever it is given. */
export function parseClientMessage(data: unknown): ClientMessage | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const { t, id, method, topic, input } = data as Record<string, unknown>;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return undefined;
  switch (t) {
    case 'call':
      return typeof method === 'string' ? { t, id, method, input } : undefined;
    case 'listen':
      return typeof topic === 'string' ? { t, id, topic, input } : undefined;
    case 'retune':
      return { t, id, input };
    case 'cancel':
    case 'dispose':
      return { t, id };
    default:
      return undefined;
  }
}
