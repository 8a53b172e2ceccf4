/**
 * Conversations are written as plain lines: `name: text`. "me" is the account that looks at the chat, "them" the partner of
 * a private chat. A line of its own like `+3h` (d, h, m) lets time pass. Attributes stand in braces before the text:
 *
 *   {photo sea 4}  {photo coffee 2 900x1200}  {doc offer.pdf 240000}  {voice 14}  {reply 2} (lines back)  {edited}  {fwd name}
 *   {pin}  {title New title}  {buttons Text:data|Text:data}  {album city,sea,night}
 *
 * A line that starts with whitespace continues the message above.
 */

export interface Attribute {
  name: string;
  value: string;
}

export interface Line {
  from: string;
  text: string;
  /** Seconds after the line before. */
  gap: number;
  attributes: Attribute[];
}

const UNITS: Record<string, number> = { m: 60, h: 3600, d: 86_400 };

export function parseScript(source: string, gap: () => number): Line[] {
  const lines: Line[] = [];
  let pause = 0;
  for (const raw of source.split('\n')) {
    if (raw.trim() === '' && lines.length === 0) continue;
    const wait = /^\+(\d+)([mhd])\s*$/.exec(raw.trim());
    if (wait) {
      pause += Number(wait[1]) * (UNITS[wait[2] ?? 'm'] ?? 60);
      continue;
    }
    const start = /^([^\s:]+): ?(.*)$/.exec(raw);
    const last = lines[lines.length - 1];
    if (!start || raw.startsWith(' ')) {
      if (last) last.text += `\n${raw.replace(/^ {2}/, '')}`;
      continue;
    }
    lines.push({ from: start[1] ?? '', gap: pause || gap(), ...splitAttributes(start[2] ?? '') });
    pause = 0;
  }
  for (const line of lines) line.text = line.text.replace(/\n+$/, '');
  return lines;
}

/** The braces in front of a text, and the text. */
export function splitAttributes(source: string): { text: string; attributes: Attribute[] } {
  const attributes: Attribute[] = [];
  let text = source;
  for (;;) {
    const attribute = /^\{(\w+)(?: ([^}]*))?\}\s*/.exec(text);
    if (!attribute) return { text, attributes };
    attributes.push({ name: attribute[1] ?? '', value: attribute[2] ?? '' });
    text = text.slice(attribute[0].length);
  }
}
