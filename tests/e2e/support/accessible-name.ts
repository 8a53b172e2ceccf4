import type { Locator } from 'playwright-core';

/** The name that assistive technology gives an element, as the browser's rules make it; empty when it has none. */
export async function accessibleName(element: Locator): Promise<string> {
  const [line = ''] = (await element.ariaSnapshot()).split('\n');
  // A line of YAML: `- button "name" [state]:`, in single quotes when it holds something special.
  const plain = /^- '(.*)':?$/.exec(line)?.[1]?.replaceAll("''", "'") ?? line.slice(2);
  const quoted = /^\w+ ("(?:[^"\\]|\\.)*")/.exec(plain)?.[1];
  return quoted === undefined ? '' : (JSON.parse(quoted) as string);
}
