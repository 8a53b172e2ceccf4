import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLocalDc, type LocalDc } from '../../dc/index.ts';
import type { World } from '../../dc/world/index.ts';
import { temporaryProfile, TestEngine } from '../support/engine.ts';

let dc: LocalDc<World>;
let profile: ReturnType<typeof temporaryProfile>;
let engine: TestEngine | undefined;

beforeEach(async () => {
  dc = await startLocalDc();
  dc.world.createUser({ phone: '9996621111', firstName: 'Anna' });
  profile = temporaryProfile();
});
afterEach(async () => {
  await engine?.close();
  engine = undefined;
  const { internalErrors } = dc.report;
  const violations = dc.violations();
  await dc.close();
  profile.remove();
  expect([internalErrors, violations]).toEqual([[], []]);
});
const open = (): TestEngine => (engine = TestEngine.open(profile.dir, dc));
const asked = (method: string): number => dc.report.calls.get(method) ?? 0;

it('lists the languages before anybody has signed in, official ones first', async () => {
  const window = open().window;
  const languages = await window.call('languages.list', {});
  expect(languages.map(({ code }) => code)).toEqual(['en', 'de', 'ru', 'ar', 'boarisch', 'pseudo-english']);
  expect(languages.find(({ code }) => code === 'ar')).toMatchObject({ isRtl: true, isOfficial: true, percent: 100, nativeName: 'العربية' });
  expect(languages.find(({ code }) => code === 'boarisch')).toMatchObject({ isOfficial: false, baseCode: 'de' });
});

it('changes the language at once, tells the server, and keeps it without a connection', async () => {
  let { window } = open();
  const first = window.listen('language', {});
  await first.until(({ isBuiltIn }) => isBuiltIn);
  const told = dc.report.next((entry) => entry.direction === 'in' && entry.method === 'help.getConfig');
  await window.call('languages.choose', { code: 'ru' });
  const state = await first.until(({ language }) => language.code === 'ru');
  expect(state.texts['lng_menu_settings']).toBe('Настройки');
  expect(state.texts['lng_chat_status_members']).toMatchObject({ few: '{count} участника' });
  await told;
  await engine?.close();
  dc.faults.add({ at: 'connection', do: 'refuse' });
  ({ window } = open());
  const again = await window.listen('language', {}).until(() => true);
  expect(again.texts['lng_menu_settings']).toBe('Настройки');
  await window.call('languages.choose', { code: 'en' });
});

it('takes what a partial language lacks from the one that it is based on', async () => {
  const { window } = open();
  await window.call('languages.choose', { code: 'boarisch' });
  const { texts } = await window.listen('language', {}).until(({ language }) => language.code === 'boarisch');
  expect([texts['lng_menu_settings'], texts['lng_dlg_filter']]).toEqual(['Eistellunga', 'Suchen']);
});

it('keeps the language when the wanted one is gone', async () => {
  const { window } = open();
  await window.call('languages.choose', { code: 'de' });
  await expect(window.call('languages.choose', { code: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(window.call('languages.choose', { code: 'Xmine' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await window.listen('language', {}).until(() => true)).language.code).toBe('de');
});

it('follows changes: pushed, after a gap, and too long ones', async () => {
  const anna = open();
  await anna.signIn('+999 66 2 1111');
  const { window } = anna;
  await window.call('languages.choose', { code: 'ru' });
  const language = window.listen('language', {});
  const settings = (text: string | undefined) => language.until(({ texts }) => texts['lng_menu_settings'] === text);
  dc.world.changeLanguage('ru', { lng_menu_settings: 'Параметры' });
  await settings('Параметры');
  expect(asked('langpack.getDifference')).toBe(0);
  dc.world.changeLanguage('ru', { lng_menu_settings: 'Опции' }, 'nothing');
  dc.world.changeLanguage('ru', { lng_cancel: 'Назад' });
  await settings('Опции');
  expect(asked('langpack.getDifference')).toBe(1);
  dc.world.changeLanguage('ru', { lng_menu_settings: null }, 'tooLong');
  await settings(undefined);
  expect(asked('langpack.getDifference')).toBe(2);
});

it('catches up at a start with what was changed meanwhile', async () => {
  const { window } = open();
  await window.call('languages.choose', { code: 'de' });
  await engine?.close();
  dc.world.changeLanguage('de', { lng_menu_settings: 'Optionen' }, 'nothing');
  const again = open().window.listen('language', {});
  await again.until(({ texts }) => texts['lng_menu_settings'] === 'Optionen');
});

it('offers once, in its own words, the language that the server suggests', async () => {
  dc.world.setConfig({ suggestedLangCode: 'ar' });
  const { window } = open();
  const language = window.listen('language', {});
  const { suggested } = await language.until((state) => state.suggested !== undefined);
  expect(suggested).toEqual({ code: 'ar', offer: 'المتابعة بالعربية' });
  await window.call('languages.choose', { code: 'ar' });
  await language.until((state) => state.language.isRtl && state.suggested === undefined);
});

it('what was chosen for windows is there after a restart, sealed, signed in or not', async () => {
  await open().window.call('window.choose', { name: 'petrel.layout', value: '{"theme":"dark"}' });
  await engine?.window.call('window.choose', { name: 'petrel.keys', value: 'x' });
  await engine?.window.call('window.choose', { name: 'petrel.keys', value: null });
  await engine?.close();
  expect(readFileSync(join(profile.dir, 'windows.bin')).includes('dark')).toBe(false);
  expect(await open().window.call('window.choices', {})).toEqual({ 'petrel.layout': '{"theme":"dark"}' });
});
