import { beforeEach, describe, expect, test } from 'vitest';
import { encodeJpeg } from '../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../dc/world/images/scenes.ts';
import type { tl } from '#tl';
import { rendition } from '../dc/world/files.ts';
import type { Media, World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

function videoOf(world: World, bytes: Uint8Array, attributes: tl.DocumentAttribute[]): Media {
  const document = world.state.files.addDocument(
    { dcId: 2, date: 1 },
    { mimeType: 'video/webm', size: bytes.length, thumbs: [], read: (offset, limit) => bytes.subarray(offset, offset + limit), attributes },
  );
  return { kind: 'document', document };
}

describe('watching', () => {
  const app = useApp('all', { people: (world) => void castOf(world), signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const viewer = () => app().page.getByTestId('viewer');

  /** A second of moving colours, as a browser records it. */
  async function record(): Promise<Uint8Array> {
    const text = await app().page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
      const paint = canvas.getContext('2d')!;
      const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
      const parts: Blob[] = [];
      recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
      recorder.start();
      for (let frame = 0; frame < 12; frame++) {
        paint.fillStyle = `hsl(${frame * 30} 80% 50%)`;
        paint.fillRect(0, 0, 160, 120);
        // Frames are taken when the window paints.
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve));
      recorder.stop();
      await ended;
      const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
      return btoa(Array.from(whole, (byte) => String.fromCharCode(byte)).join(''));
    });
    return Buffer.from(text, 'base64');
  }

  beforeEach(() => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
  });

  test('videos play over the window, and arrow keys walk through the pictures of the chat', async () => {
    const { world, nora, mia } = castOf(app().world);
    const bytes = await record();
    const video: tl.documentAttributeVideo = { _: 'documentAttributeVideo', duration: 65, w: 160, h: 120 };
    const say = (what: { media?: Media; text?: string }) => world.sendMessage({ from: mia.id, to: nora.id, ...what });
    const picture = encodeJpeg(paintScene('hills', 3, 200, 150), 75);
    say({ media: { kind: 'photo', photo: world.state.files.addPhoto({ dcId: 2, date: 1 }, [rendition('x', 200, 150, picture)]) } });
    say({ media: videoOf(world, bytes, [video]) });
    say({ text: 'Look' });
    say({ media: videoOf(world, bytes, [video, { _: 'documentAttributeAnimated' }]) });
    say({ media: videoOf(world, new Uint8Array(900), [video]) });
    await list.open(mia.id);
    await shown(chat.message('Look'));
    const tiles = app().page.getByRole('button', { name: 'Play video: Video from Mia Laurent, 1:05' });
    await soon(() => tiles.count()).toBe(2);
    // Short clips move in the chat itself.
    await soon(() => chat.history.locator('video').evaluateAll((all) => all.filter((one) => (one as HTMLVideoElement).currentTime > 0).length)).toBe(1);
    expect(await seriousIssues(app().page)).toEqual([]);

    await tiles.first().focus();
    await app().page.keyboard.press('Enter');
    await shown(viewer().locator('video'));
    await soon(() => viewer().locator('video').evaluate((one) => (one as HTMLVideoElement).currentTime > 0)).toBe(true);
    expect(await seriousIssues(app().page)).toEqual([]);
    await app().page.keyboard.press('ArrowLeft');
    await soon(() => viewer().locator('img').evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth))).toEqual([200]);
    await app().page.keyboard.press('ArrowLeft');
    await gone(viewer().getByRole('button', { name: 'Previous' }));
    await app().page.keyboard.press('ArrowRight');
    await shown(viewer().locator('video'));
    // What is broken says so, and the way out works.
    await app().page.keyboard.press('ArrowRight');
    await shown(viewer().getByText('This video cannot be played here.'));
    await app().page.keyboard.press('Escape');
    await gone(viewer());
  });
});
