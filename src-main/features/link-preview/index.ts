/** What a link leads to, while somebody writes it. */
export { LinkPreviews } from './link-previews.ts';
