/*
 * Colours for code: comments, texts, numbers and keywords of the languages that people paste. Loaded with the first block of code
 * that names its language.
 */

export type TokenKind = 'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'name';

export interface Token {
  kind: TokenKind;
  text: string;
}

interface Grammar {
  comment: RegExp;
  string: RegExp;
  keywords: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const slashes = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const hash = /#[^\n]*/y;
const dashes = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const markup = /<!--[\s\S]*?(?:-->|$)/y;
const quotes = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/y;
const backticks = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?/y;
const tripled = /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/y;

const script = 'async await break case catch class const continue debugger default delete do else export extends false finally for from function if import in instanceof let new null of return static super switch this throw true try typeof undefined var void while with yield';
const cFamily = 'auto bool break case catch char class const continue default delete do double else enum extern false float for if include inline int long namespace new nullptr operator private protected public return short signed sizeof static struct switch template this throw true try typedef union unsigned using virtual void volatile while';

const grammars: Readonly<Record<string, Grammar>> = {
  script: { comment: slashes, string: backticks, keywords: words(`${script} abstract any as boolean declare enum implements interface keyof namespace never number private protected public readonly string type unknown`) },
  c: { comment: slashes, string: quotes, keywords: words(cFamily) },
  java: { comment: slashes, string: quotes, keywords: words('abstract boolean break byte case catch char class const continue data default do double else enum extends false final finally float for fun if implements import in instanceof int interface internal is long native new null object open override package private protected public return sealed short static super switch synchronized this throw throws true try val var void volatile when while') },
  csharp: { comment: slashes, string: quotes, keywords: words('abstract as async await base bool break case catch char class const continue decimal default do double else enum event false finally float for foreach get if in int interface internal is lock long namespace new null object out override private protected public readonly record ref return sealed set static string struct switch this throw true try using var virtual void while yield') },
  python: { comment: hash, string: tripled, keywords: words('False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return self try while with yield') },
  ruby: { comment: hash, string: quotes, keywords: words('alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true unless until when while yield') },
  shell: { comment: hash, string: quotes, keywords: words('alias case cd do done echo elif else esac exit export fi for function if in local read return set shift source sudo then unset until while') },
  go: { comment: slashes, string: backticks, keywords: words('break case chan const continue default defer else fallthrough false for func go goto if import interface map nil package range return select struct switch true type var') },
  rust: { comment: slashes, string: /"(?:\\.|[^"\\])*"?/y, keywords: words('as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while') },
  swift: { comment: slashes, string: quotes, keywords: words('as break case catch class continue default defer do else enum extension false fileprivate for func guard if import in init inout internal is let nil open override private protocol public return self static struct super switch throw throws true try typealias var where while') },
  sql: { comment: dashes, string: quotes, keywords: words('add all alter and as asc between by case create delete desc distinct drop else end exists from full group having in index inner insert into is join key left like limit not null offset on or order outer primary references right select set table then union unique update values view when where with') },
  php: { comment: /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y, string: quotes, keywords: words('abstract array as break case catch class const continue default do echo else elseif extends false final finally fn for foreach function global if implements include interface isset match namespace new null private protected public require return static switch this throw trait true try use var while') },
  data: { comment: hash, string: quotes, keywords: words('true false null yes no') },
  css: { comment: /\/\*[\s\S]*?(?:\*\/|$)/y, string: quotes, keywords: words('important media supports keyframes import font-face layer container') },
  markup: { comment: markup, string: quotes, keywords: words('html head body div span script style link meta title') },
};

const languages: Readonly<Record<string, string>> = {
  js: 'script', javascript: 'script', jsx: 'script', mjs: 'script', ts: 'script', typescript: 'script', tsx: 'script', json: 'script', vue: 'script',
  c: 'c', h: 'c', cpp: 'c', 'c++': 'c', hpp: 'c', objc: 'c', arduino: 'c', java: 'java', kotlin: 'java', kt: 'java', scala: 'java', groovy: 'java', dart: 'java',
  cs: 'csharp', csharp: 'csharp', 'c#': 'csharp', py: 'python', python: 'python', rb: 'ruby', ruby: 'ruby', elixir: 'ruby',
  sh: 'shell', bash: 'shell', zsh: 'shell', shell: 'shell', powershell: 'shell', dockerfile: 'shell', make: 'shell', makefile: 'shell',
  go: 'go', golang: 'go', rs: 'rust', rust: 'rust', swift: 'swift', sql: 'sql', php: 'php', perl: 'ruby', lua: 'sql',
  yaml: 'data', yml: 'data', toml: 'data', ini: 'data', css: 'css', scss: 'css', less: 'css', html: 'markup', xml: 'markup', svg: 'markup',
};

const number = /\b(?:0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\b/y;
const word = /[A-Za-z_$][\w$-]*/y;
const space = /[\s\d]+|[^\w\s]/y;

/** Cuts code into coloured pieces, in order and without loss; undefined for a language that is not known. */
export function tokensOf(language: string, code: string): Token[] | undefined {
  const name = languages[language.trim().toLowerCase()];
  const grammar = name === undefined ? undefined : grammars[name];
  if (grammar === undefined) return undefined;
  const tokens: Token[] = [];
  const put = (kind: TokenKind, text: string): void => {
    const last = tokens.at(-1);
    if (last?.kind === kind) last.text += text;
    else tokens.push({ kind, text });
  };
  const ignoresCase = name === 'sql';
  for (let at = 0; at < code.length; ) {
    const rule = [[grammar.comment, 'comment'], [grammar.string, 'string'], [number, 'number'], [word, 'name'], [space, 'plain']] as const;
    let taken = false;
    for (const [pattern, kind] of rule) {
      pattern.lastIndex = at;
      const found = pattern.exec(code)?.[0];
      if (found === undefined || found === '') continue;
      put(kind === 'name' ? kindOf(found, code.slice(at + found.length), grammar, ignoresCase) : kind, found);
      at += found.length;
      taken = true;
      break;
    }
    if (!taken) put('plain', code.charAt(at++));
  }
  return tokens;
}

function kindOf(found: string, rest: string, { keywords }: Grammar, ignoresCase: boolean): TokenKind {
  if (keywords.has(ignoresCase ? found.toLowerCase() : found)) return 'keyword';
  return /^\s*\(/.test(rest) ? 'name' : 'plain';
}
