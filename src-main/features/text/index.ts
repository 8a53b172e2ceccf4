/** Pure work on formatted texts before they go to the server. */
export { prepareText, sliceText, trimText } from './prepare.ts';
export { sanitizeEntities } from './sanitize-entities.ts';
export { splitText } from './split.ts';
export { inputEntities } from './input-entities.ts';
export { inputText } from './input-text.ts';
export { inputReply, replyDetails } from './input-reply.ts';
export { hasPreviewWish, inputWebPage, previewForPart, previewOf } from './input-preview.ts';
