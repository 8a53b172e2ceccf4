import type { tl } from '#tl';
import type { FormattedText, Message, PreviewChoice, TextEntity } from '#shared/model/index.ts';

/** A wish without what is only absent; undefined when nothing is wished. */
export function previewOf(wish: { off?: boolean | undefined; url?: string | undefined; size?: 'large' | 'small' | undefined; above?: boolean | undefined } | undefined): PreviewChoice | undefined {
  const preview: PreviewChoice = {
    ...(wish?.off === true ? { off: true } : {}),
    ...(wish?.url === undefined || wish.off === true ? {} : { url: wish.url }),
    ...(wish?.url === undefined || wish.size === undefined || wish.off === true ? {} : { size: wish.size }),
    ...(wish?.above === true ? { above: true } : {}),
  };
  return hasPreviewWish(preview) ? preview : undefined;
}

export const hasPreviewWish = (preview: PreviewChoice | undefined): preview is PreviewChoice => Object.keys(preview ?? {}).length > 0;

/**
 * The preview of a chosen link, or of a chosen size; undefined where the server is to take the first link of the text. `optional`: a
 * message goes out without one rather than not at all.
 */
export function inputWebPage(preview: PreviewChoice | undefined): tl.inputMediaWebPage | undefined {
  if (preview?.url === undefined || preview.off === true) return undefined;
  return {
    _: 'inputMediaWebPage',
    url: preview.url,
    optional: true,
    ...(preview.size === 'large' ? { forceLargeMedia: true } : preview.size === 'small' ? { forceSmallMedia: true } : {}),
  };
}

/** What of a wish belongs to one of the messages that a long text became: the chosen link to the part that has it. */
export function previewForPart(preview: PreviewChoice | undefined, parts: readonly FormattedText[], index: number): PreviewChoice | undefined {
  if (preview?.url === undefined || parts.length < 2) return preview;
  const { url } = preview;
  const home = parts.findIndex(({ text, entities }) => text.includes(url) || entities.some((one) => one.type === 'textUrl' && one.url === url));
  if (Math.max(0, home) === index) return preview;
  return previewOf({ above: preview.above });
}

/** How the preview of a message is shown, as a wish: an edit of the text leaves it as it is while its link is there. */
export function keptPreview(message: Message, text: string, entities: readonly TextEntity[]): PreviewChoice {
  const above = message.invertMedia === true ? { above: true } : {};
  const page = message.media?.kind === 'webPage' ? message.media.page : undefined;
  if (message.media !== undefined && page === undefined) return above;
  const hadLink = message.entities.some(({ type }) => type === 'url' || type === 'textUrl');
  // Its author took the preview away.
  if (page === undefined) return hadLink && message.awaitedPreview === undefined ? { ...above, off: true } : above;
  const isThere = text.includes(page.url) || text.includes(page.displayUrl) || entities.some((one) => one.type === 'textUrl' && one.url === page.url);
  const isWished = page.manual === true || page.sizeChosen === true;
  return isWished && isThere ? { ...above, url: page.url, ...(page.sizeChosen === true ? { size: page.size } : {}) } : above;
}

/** What `messages.editMessage` says of the preview: without it the message would get that of its first link, below the text. */
export function editedPreview(preview: PreviewChoice | undefined): Pick<tl.messages.editMessage, 'noWebpage' | 'invertMedia' | 'media'> {
  const media = inputWebPage(preview);
  return {
    ...(preview?.off === true ? { noWebpage: true } : {}),
    ...(preview?.above === true ? { invertMedia: true } : {}),
    ...(media === undefined ? {} : { media }),
  };
}
