import type { tl } from '#tl';

/** Finds what the server marks by itself: mentions, hashtags, cashtags, bot commands, links, addresses, phones, cards. */

const TOP_LEVEL = new Set(
  (
    'com org net edu gov info biz io me dev app ai co uk de fr es it nl pl ru ua by kz jp cn in br ca au ch at be se no fi dk cz ' +
    'eu us tv xyz site online shop blog cloud tech ru рф gg ly to ph telegram museum news design zone world pub wiki'
  ).split(' '),
);

interface Pattern {
  make: (offset: number, length: number) => tl.MessageEntity;
  regexp: RegExp;
  /** Which group is the entity (the text before it belongs to the boundary check). */
  accept?: (match: string) => number | undefined;
}

const BEFORE = '(?<![\\p{L}\\p{N}_@/#$.-])';

const PATTERNS: Pattern[] = [
  {
    make: (offset, length) => ({ _: 'messageEntityEmail', offset, length }),
    regexp: /(?<![\p{L}\p{N}_.+-])[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/gu,
    accept: (match) => (TOP_LEVEL.has(match.slice(match.lastIndexOf('.') + 1).toLowerCase()) ? match.length : undefined),
  },
  {
    make: (offset, length) => ({ _: 'messageEntityUrl', offset, length }),
    regexp:
      /(?<![\p{L}\p{N}_@$.-])(?:(?:https?|ftp|tg|ton|tonsite):\/\/)?(?:[\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+(?:\.\p{L}{2,})?(?::\d{1,5})?(?:[/?#][^\s<>«»"]*)?/giu,
    accept: acceptUrl,
  },
  {
    make: (offset, length) => ({ _: 'messageEntityMention', offset, length }),
    regexp: new RegExp(`${BEFORE}@[A-Za-z][A-Za-z0-9_]{3,31}(?![A-Za-z0-9_])`, 'gu'),
  },
  {
    make: (offset, length) => ({ _: 'messageEntityHashtag', offset, length }),
    regexp: new RegExp(`${BEFORE}#[\\p{L}\\p{N}\\p{M}_\\u00b7\\u200c]{1,256}(?:@[A-Za-z][A-Za-z0-9_]{3,31})?`, 'gu'),
    accept: (match) => (/\p{L}/u.test(match) ? match.length : undefined),
  },
  {
    make: (offset, length) => ({ _: 'messageEntityCashtag', offset, length }),
    regexp: new RegExp(`${BEFORE}\\$(?:1INCH|[A-Z]{1,8})(?![A-Za-z0-9_])`, 'gu'),
  },
  {
    make: (offset, length) => ({ _: 'messageEntityBotCommand', offset, length }),
    regexp: /(?<![\p{L}\p{N}_/<>@.:-])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{3,31})?(?![A-Za-z0-9_/])/gu,
  },
  {
    make: (offset, length) => ({ _: 'messageEntityBankCard', offset, length }),
    regexp: /(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)/gu,
    accept: (match) => (passesLuhn(match) ? match.length : undefined),
  },
  {
    make: (offset, length) => ({ _: 'messageEntityPhone', offset, length }),
    regexp: /(?<![\p{L}\p{N}_+])\+\d[\d ()-]{6,18}\d(?![\d])/gu,
    accept: (match) => {
      const digits = match.replace(/\D/g, '').length;
      return digits >= 8 && digits <= 15 ? match.length : undefined;
    },
  },
];

/** Most texts have none of this, and looking is the slow part. */
const WORTH_SCANNING = /[@#$]|\.\p{L}|:\/\/|\/\w|\d{4}|\+\d/u;

/** Every entity found in plain text, without overlaps, ordered by offset. */
export function findEntities(text: string): tl.MessageEntity[] {
  const found: tl.MessageEntity[] = [];
  if (!WORTH_SCANNING.test(text)) return found;
  for (const pattern of PATTERNS) {
    for (const match of text.matchAll(pattern.regexp)) {
      const length = pattern.accept ? pattern.accept(match[0]) : match[0].length;
      if (length === undefined || length === 0) continue;
      const offset = match.index;
      if (found.some((other) => offset < other.offset + other.length && other.offset < offset + length)) continue;
      found.push(pattern.make(offset, length));
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** The usable length of a candidate link: a known scheme or a known top-level domain, without closing punctuation. */
function acceptUrl(candidate: string): number | undefined {
  const trimmed = trimTail(candidate);
  const scheme = /^([a-z]+):\/\//i.exec(trimmed);
  const host = (scheme ? trimmed.slice(scheme[0].length) : trimmed).split(/[/?#:]/)[0] ?? '';
  const labels = host.split('.');
  const top = labels[labels.length - 1]?.toLowerCase() ?? '';
  if (scheme) return host.length > 0 ? trimmed.length : undefined;
  if (labels.length < 2 || labels.some((label) => label === '')) return undefined;
  return TOP_LEVEL.has(top) ? trimmed.length : undefined;
}

function trimTail(url: string): string {
  let out = url;
  for (;;) {
    const last = out[out.length - 1] ?? '';
    if (".,:;!?'`*_~".includes(last) && last !== '') out = out.slice(0, -1);
    else if (last === ')' && count(out, ')') > count(out, '(')) out = out.slice(0, -1);
    else if (last === ']' && count(out, ']') > count(out, '[')) out = out.slice(0, -1);
    else return out;
  }
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function passesLuhn(card: string): boolean {
  const digits = card.replace(/\D/g, '');
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}
