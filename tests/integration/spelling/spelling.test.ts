import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startLocalDc } from '../../dc/index.ts';
import { temporaryProfile, TestEngine } from '../support/engine.ts';

it('keeps languages and added words over a restart, with nobody signed in, and readable by nobody else', async () => {
  const dc = await startLocalDc();
  const profile = temporaryProfile();
  let engine = TestEngine.open(profile.dir, dc);
  try {
    await engine.window.call('spelling.addWord', { word: 'Petrelisch' });
    await engine.window.call('spelling.set', { languages: ['de-DE'] });
    await expect(engine.window.call('spelling.set', { languages: ['../../etc'] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await engine.close();
    const files = readdirSync(profile.dir, { recursive: true, encoding: 'utf8' }).map((name) => join(profile.dir, name));
    expect(files.filter((file) => statSync(file).isFile() && readFileSync(file).includes('Petrelisch'))).toEqual([]);
    engine = TestEngine.open(profile.dir, dc);
    const kept = await engine.window.listen('spelling', {}).until(() => true);
    expect(kept).toEqual({ on: true, languages: ['de-DE'], words: ['Petrelisch'] });
  } finally {
    await engine.close();
    await dc.close();
    profile.remove();
  }
});
