import { expect, it } from 'vitest';
import { createLog, scrub, scrubText } from '../../../src-main/log/index.ts';
import type { LogLine } from '../../../src-main/log/index.ts';

it('lets nothing private through', () => {
  const lines: LogLine[] = [];
  const log = createLog('debug', (line) => lines.push(line))('test');
  const error = new Error('message text: meet at noon, +49 170 1234567');
  log.error('call of +49 170 1234567 failed at https://example.org/secret for anna@example.org', {
    text: 'meet at noon',
    phone: '491701234567',
    nested: { phoneCode: '22222', key: new Uint8Array(256).fill(1), list: ['491701234567', 'aabbccddeeff00112233445566778899'] },
    userId: 777_000_123,
    long: 123_456_789_012_345n,
    path: '/home/anna/.local/share/petrel',
    error,
  });
  const text = JSON.stringify(lines);
  for (const secret of ['noon', '1701234567', '22222', 'example.org', 'anna', 'aabbccdd', '777000123', '123456789012345']) {
    expect(text).not.toContain(secret);
  }
  expect(text).toContain('call of [number] failed');
});

it('keeps what helps', () => {
  expect(scrub({ dc: 2, method: 'messages.getHistory', reason: 'timeout', count: 12 })).toEqual({
    dc: 2,
    method: 'messages.getHistory',
    reason: 'timeout',
    count: 12,
  });
  expect(scrubText('connect ECONNREFUSED 127.0.0.1:443')).toBe('connect ECONNREFUSED 127.0.0.1:443');
});

it('keeps quiet below its level', () => {
  const lines: LogLine[] = [];
  const log = createLog('warn', (line) => lines.push(line))('test');
  log.info('not said');
  log.warn('said');
  expect(lines.map((line) => line.message)).toEqual(['said']);
});
