import { randomBytes } from 'node:crypto';
import type { JSHandle } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeJpeg } from '../dc/world/images/jpeg-encode.ts';
import { readHeader } from '../dc/world/images/decode.ts';
import { paintScene } from '../dc/world/images/scenes.ts';
import type { Account, BoxMessage, World } from '../dc/world/index.ts';
import { cameraJpeg } from './support/camera.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { tryUntilConnected } from './support/pages/connection.ts';
import { castOf, NORA, readByNora } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

/** Each test sends to a friend of its own: what the other side has got is read from their account, byte for byte. */
const FRIENDS = ['Ana', 'Bo', 'Cleo', 'Dov', 'Eda', 'Finn', 'Gus', 'Hana', 'Ivo'];
const circles = new WeakMap<World, Account[]>();

function settle(world: World): void {
  const cast = castOf(world);
  const now = world.state.now();
  const friends = FRIENDS.map((firstName, index) => {
    const friend = world.createUser({ firstName, lastName: 'Friend', phone: `99966210${10 + index}` });
    world.sendMessage({ from: friend.id, to: cast.nora.id, text: 'Show me', date: now - 8_000 - index });
    readByNora(cast, friend.id);
    return world.account(friend.id);
  });
  circles.set(world, friends);
}

interface Sample {
  name: string;
  type: string;
  bytes: Uint8Array;
}
const jpeg = (seed: number, width = 400, height = 300): Uint8Array => encodeJpeg(paintScene('hills', seed, width, height), 75);
const photo = (seed: number): Sample => ({ name: `hill ${seed}.jpg`, type: 'image/jpeg', bytes: jpeg(seed) });

describe('sending files', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA, window: { viewport: { width: 1280, height: 1_400 } } });
  let chat: Chat;
  let friend: Account;
  let used = 0;
  const thread = (): BoxMessage[] => friend.box.thread(castOf(app().world).nora.id).slice(1);
  const dialog = () => app().page.getByRole('dialog');
  const sendButton = () => app().page.getByTestId('attach-send');
  const fileItems = () => dialog().getByRole('listitem');

  beforeEach(async () => {
    const list = new ChatList(app().page);
    chat = new Chat(app().page);
    friend = circles.get(app().world)![used++]!;
    await soon(async () => {
      await list.open(friend.id);
      return chat.title.textContent();
    }).toBe(`${friend.user.firstName} Friend`);
    await shown(chat.message('Show me'));
  });
  afterEach(() => app().dc.faults.clear());

  /** A transfer of the page with these files in it. */
  const transfer = (samples: readonly Sample[]): Promise<JSHandle<DataTransfer>> =>
    app().page.evaluateHandle(
      (files) => {
        const data = new DataTransfer();
        for (const { name, type, base64 } of files) {
          data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name, { type }));
        }
        return data;
      },
      samples.map(({ name, type, bytes }) => ({ name, type, base64: Buffer.from(bytes).toString('base64') })),
    );
  const paste = async (...samples: Sample[]): Promise<void> => {
    const data = await transfer(samples);
    await chat.composer.evaluate((field, clipboardData) => {
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, data);
  };
  const drop = async (...samples: Sample[]): Promise<void> => {
    const dataTransfer = await transfer(samples);
    await chat.history.dispatchEvent('dragenter', { dataTransfer });
    const zone = app().page.getByTestId('drop-zones').locator('[data-drop="photos"]');
    await shown(zone);
    await zone.dispatchEvent('dragover', { dataTransfer });
    await zone.dispatchEvent('drop', { dataTransfer });
    await gone(zone);
  };
  const bytesOf = (message: BoxMessage | undefined): Uint8Array => {
    const media = message?.content.media;
    if (media?.kind === 'photo') return media.photo.renditions.at(-1)!.bytes();
    if (media?.kind === 'document') return media.document.read(0, media.document.size);
    throw new Error('The message has no file');
  };
  const same = (message: BoxMessage | undefined, bytes: Uint8Array): boolean => Buffer.from(bytesOf(message)).equals(bytes);
  const arrived = async (count: number): Promise<BoxMessage[]> => {
    await soon(() => thread().length).toBe(count);
    return thread();
  };

  test('a pasted photo goes with its caption, as it was when nothing about it had to change', async () => {
    await chat.composer.click();
    await chat.composer.pressSequentially('the **hill**');
    await paste(photo(1));
    await shown(dialog().getByRole('heading', { name: 'Send a photo' }));
    await soon(() => fileItems().count()).toBe(1);
    await sendButton().click();
    await gone(dialog());
    const [message] = await arrived(1);
    expect(message!.content.text).toBe('the hill');
    expect(message!.content.entities).toMatchObject([{ _: 'messageEntityBold', offset: 4, length: 4 }]);
    expect(same(message, jpeg(1))).toBe(true);
    await shown(chat.message('the hill').getByRole('button', { name: /^Open photo/ }));
    await soon(() => chat.says('the hill')).toMatch(/, sent$/);
    expect(await chat.composer.textContent()).toBe('');
  });

  test('a photo of a camera arrives upright, within the size, and tells nothing of the place', async () => {
    await paste({ name: 'IMG_1.jpg', type: 'image/jpeg', bytes: cameraJpeg(1600, 900, 6) });
    await soon(() => fileItems().count()).toBe(1);
    await sendButton().click();
    const [message] = await arrived(1);
    const bytes = bytesOf(message);
    expect(readHeader(bytes)).toMatchObject({ kind: 'jpeg', w: 720, h: 1280 });
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/Exif|taken at home|ICC_PROFILE/);
  });

  test('dropped photos become an album in the order that was chosen', async () => {
    await drop(photo(1), photo(2), photo(3), photo(4));
    await shown(dialog().getByRole('heading', { name: 'Send 4 photos' }));
    await soon(() => fileItems().count()).toBe(4);
    await dialog().getByRole('button', { name: 'Remove hill 2.jpg' }).click();
    await dialog().getByRole('button', { name: 'Move hill 4.jpg forward' }).click();
    await soon(() => fileItems().allTextContents()).toEqual([/hill 1/, /hill 4/, /hill 3/].map((name) => expect.stringMatching(name)));
    await sendButton().click();
    const messages = await arrived(3);
    expect(messages.map((message, index) => same(message, jpeg([1, 4, 3][index]!)))).toEqual([true, true, true]);
    expect(new Set(messages.map(({ content }) => content.groupedId)).size).toBe(1);
    await soon(() => chat.messages.last().getByRole('button', { name: /^Open photo/ }).count()).toBe(3);
  });

  test('anything goes as a file, untouched, a photo too when that is wanted', async () => {
    const paper: Sample = { name: 'letter.pdf', type: 'application/pdf', bytes: randomBytes(2_500_000) };
    const camera: Sample = { name: 'IMG_2.jpg', type: 'image/jpeg', bytes: cameraJpeg(400, 300, 6) };
    await drop(camera, paper);
    await soon(() => fileItems().count()).toBe(2);
    await dialog().getByText('As files').click();
    await sendButton().click();
    const messages = await arrived(2);
    expect([same(messages[0], camera.bytes), same(messages[1], paper.bytes)]).toEqual([true, true]);
    await shown(chat.message('letter.pdf'));
  });

  test('the button asks for files, an empty one is refused, and what was written comes back when nothing is sent', async () => {
    await chat.composer.click();
    await chat.composer.pressSequentially('wait');
    const chooser = app().page.waitForEvent('filechooser');
    await app().page.getByTestId('attach').click();
    await app().page.getByRole('menuitem', { name: 'Photo or file' }).click();
    await (await chooser).setFiles([
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') },
    ]);
    await soon(() => fileItems().allTextContents()).toEqual([expect.stringMatching(/notes\.txt/)]);
    await shown(app().page.getByText('empty.txt is empty and cannot be sent.'));
    await app().page.getByTestId('caption').getByRole('textbox').pressSequentially(' a moment');
    await app().page.keyboard.press('Control+KeyA');
    const bold = app().page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name: 'Bold', exact: true });
    await bold.click();
    await soon(() => bold.getAttribute('aria-pressed')).toBe('true');
    await app().page.keyboard.press('End');
    await gone(bold);
    await app().page.keyboard.press('Escape');
    await gone(dialog());
    await soon(() => chat.composer.textContent()).toBe('wait a moment');
    expect(thread()).toEqual([]);
  });

  test('an upload shows how far it is, and is taken back by a press', async () => {
    app().dc.faults.add({ at: 'call', do: 'delay', ms: 120_000, times: 0, match: { method: 'upload.saveFilePart' } });
    await paste({ name: 'film.bin', type: '', bytes: randomBytes(400_000) });
    await soon(() => fileItems().count()).toBe(1);
    await sendButton().click();
    await shown(chat.message('film.bin').getByRole('progressbar'));
    app().dc.faults.clear();
    await chat.message('film.bin').getByTestId('cancel-upload').click();
    await gone(chat.message('film.bin'));
    await chat.write('never mind');
    await soon(() => thread().map(({ content }) => content.text)).toEqual(['never mind']);
  });

  test('a photo that is refused says why, and goes when it is tried again', async () => {
    app().dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'CHAT_SEND_PHOTOS_FORBIDDEN', match: { method: 'messages.sendMedia' } });
    await paste(photo(5));
    await soon(() => fileItems().count()).toBe(1);
    await sendButton().click();
    await shown(app().page.getByText('Photos are not allowed in this chat.'));
    await app().page.getByRole('button', { name: 'Send again' }).click();
    const [message] = await arrived(1);
    expect(same(message, jpeg(5))).toBe(true);
    await gone(app().page.getByText('Photos are not allowed in this chat.'));
  });

  test('without a connection files wait, and go when there is one', async () => {
    await app().dc.stop();
    await paste(photo(6), photo(7));
    await soon(() => fileItems().count()).toBe(2);
    await sendButton().click();
    await gone(dialog());
    const album = chat.messages.last();
    await soon(() => album.getByRole('button', { name: /^Open photo/ }).count()).toBe(2);
    await soon(() => album.getByTestId('cancel-upload').count()).toBe(2);
    await app().dc.start();
    await tryUntilConnected(app().page);
    const messages = await arrived(2);
    expect(messages.map((message, index) => same(message, jpeg(6 + index)))).toEqual([true, true]);
    await gone(chat.messages.last().getByTestId('cancel-upload').first());
  });
});
