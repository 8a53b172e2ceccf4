import type { Host } from './host.ts';

/** A menu is wanted over a field: what may be done there. */
export interface FieldMenu {
  /** The misspelt word under the caret; empty: none. */
  word: string;
  /** What may be meant, best first. */
  suggestions: readonly string[];
  canCut: boolean;
  canCopy: boolean;
  canPaste: boolean;
  canSelectAll: boolean;
}

/** What the person chose from it. */
export type FieldChoice = { act: 'cut' | 'copy' | 'paste' | 'selectAll' } | { act: 'replace'; word: string };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isFieldMenu = (value: unknown): value is FieldMenu =>
  isRecord(value) &&
  typeof value['word'] === 'string' &&
  isTexts(value['suggestions']) &&
  ['canCut', 'canCopy', 'canPaste', 'canSelectAll'].every((name) => typeof value[name] === 'boolean');

/** The part of the host that only Electron has, by messages to its preload. */
export function electronHost(page: Window): Pick<Host, 'setZoom' | 'spelling' | 'fields'> {
  const hear = (type: string, take: (value: unknown) => void): void =>
    page.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
      if (source === page && isRecord(data) && data['type'] === type) take(data['value']);
    });
  return {
    setZoom: (factor) => page.postMessage({ type: 'petrel:zoom', factor }, '*'),
    spelling: {
      check: (wish) => page.postMessage({ type: 'petrel:spelling', wish }, '*'),
      onLanguages: (listener) =>
        hear('petrel:spelling-known', (value) => {
          if (value === null || isTexts(value)) listener(value);
        }),
    },
    fields: {
      onMenu: (listener) =>
        hear('petrel:edit-menu', (value) => {
          if (isFieldMenu(value)) listener(value);
        }),
      choose: (choice) => page.postMessage({ type: 'petrel:edit', choice }, '*'),
    },
  };
}
