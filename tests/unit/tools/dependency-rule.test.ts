import { describe, expect, it } from 'vitest';
import { forbidden, importsOf } from '../../../tools/dependency-rule.ts';

describe('the dependency rule', () => {
  it('finds static, type-only, side-effect and dynamic imports', () => {
    const source = `import { a } from './a.ts';\nimport type { B } from '#tl';\nexport * from "../c.ts";\nimport 'd';\nconst e = await import('./e.ts');\nimport {\n  f,\n  g,\n} from './f.ts';`;
    expect(importsOf(source)).toEqual(['./a.ts', '#tl', '../c.ts', 'd', './e.ts', './f.ts']);
  });

  it.each([
    ['src-main/features/auth/service.ts', '../../mtproto/index.ts'],
    ['src-main/features/messages/send.ts', '../peers/index.ts'],
    ['src-main/features/messages/send.ts', '../drafts/index.ts'],
    ['src-main/hosts/electron/main.ts', 'electron'],
    ['src-main/store/index.ts', '#shared/model/index.ts'],
    ['src-renderer/features/dialogs/list.tsx', '#shared/ipc/contract.ts'],
    ['src-renderer/ui/menu.tsx', 'solid-js/web'],
    ['tests/dc/world/index.ts', '#tl'],
  ])('allows %s to import %s', (file, specifier) => {
    expect(forbidden(file, specifier)).toBeUndefined();
  });

  it.each([
    ['src-shared/model/peer.ts', '../../src-main/tl/index.ts'],
    ['src-shared/model/peer.ts', 'node:fs'],
    ['src-renderer/main.tsx', 'node:fs'],
    ['src-renderer/main.tsx', '../src-main/store/index.ts'],
    ['src-main/mtproto/client.ts', '../store/index.ts'],
    ['src-main/store/index.ts', '../features/peers/index.ts'],
    ['src-main/app/engine.ts', 'electron'],
    ['src-main/app/engine.ts', '../hosts/browser/index.ts'],
    ['src-main/features/messages/send.ts', '../drafts/service.ts'],
    ['src-main/app/engine.ts', '../../tests/dc/index.ts'],
    ['tests/dc/protocol/crypto.ts', '../../../src-main/crypto/index.ts'],
  ])('refuses that %s imports %s', (file, specifier) => {
    expect(forbidden(file, specifier)).toBeTypeOf('string');
  });
});
