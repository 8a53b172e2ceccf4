/**
 * The direction of dependencies (ARCHITECTURE.md, "Which way imports point"), checked on every source file:
 * shared <- main, shared <- renderer; inside main hosts -> app -> features -> updates/store/files -> mtproto -> tl/crypto;
 * never back, never from one feature into the inside of another, `electron` only under `src-main/hosts/electron`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

export interface DependencyViolation {
  file: string;
  reason: string;
}

/** Layers of src-main from the lowest; a file may import from its own layer and from those below. */
const mainLayers: string[][] = [
  ['tl', 'crypto', 'log'],
  ['mtproto'],
  ['store'],
  ['files', 'updates'],
  ['features'],
  ['app'],
  ['hosts'],
];

/** Packages that the renderer may use; everything else it gets is its own or `#shared`. */
const rendererPackages = ['solid-js', 'virtua', 'lucide-solid', 'valibot', 'highlight.js', 'unicode-emoji-json', 'emojilib'];

/**
 * The ground that all features stand on, besides the files that lie in `features` itself. Of anything else a feature may use only its `index.ts`,
 * its public interface.
 */
const groundFolders = new Set(['window', 'text', 'journal', 'peers']);


const importPattern = /(?:^|[\n;])\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** The module specifiers that a source text imports, statically or by literal `import()`. */
export function importsOf(source: string): string[] {
  return [...source.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function layerOf(path: string): { index: number; name: string } | undefined {
  const name = path.split('/')[1] ?? '';
  const index = mainLayers.findIndex((names) => names.includes(name));
  return index < 0 ? undefined : { index, name };
}

function resolve(file: string, specifier: string): string {
  if (specifier === '#tl') return 'src-main/tl/index.ts';
  if (specifier.startsWith('#shared/')) return `src-shared/${specifier.slice('#shared/'.length)}`;
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  return `package:${specifier}`;
}

/** Why `file` may not import `specifier`, or undefined when it may. Paths are relative to the repository, with slashes. */
export function forbidden(file: string, specifier: string): string | undefined {
  const target = resolve(file, specifier);
  const isPackage = target.startsWith('package:');
  const packageName = target.slice('package:'.length);

  if (file.startsWith('src-shared/')) {
    if (isPackage ? packageName !== 'valibot' : !target.startsWith('src-shared/')) return `src-shared stands alone, it may not import ${specifier}`;
    return undefined;
  }
  if (file.startsWith('src-renderer/')) {
    if (isPackage) {
      return rendererPackages.some((name) => packageName === name || packageName.startsWith(`${name}/`))
        ? undefined
        : `the renderer may not import ${specifier}`;
    }
    return target.startsWith('src-renderer/') || target.startsWith('src-shared/') ? undefined : `the renderer may not import ${specifier}`;
  }
  if (file.startsWith('src-main/')) return forbiddenInMain(file, specifier, target, isPackage);
  if (file.startsWith('tests/dc/')) {
    if (isPackage || target === 'src-main/tl/index.ts' || target.startsWith('tests/dc/')) return undefined;
    return `the local DC shares only the TL code with the client, it may not import ${specifier}`;
  }
  return undefined;
}

function forbiddenInMain(file: string, specifier: string, target: string, isPackage: boolean): string | undefined {
  if (isPackage) {
    const isElectron = ['electron', 'electron-updater'].some((name) => target === `package:${name}` || target.startsWith(`package:${name}/`));
    return isElectron && !file.startsWith('src-main/hosts/electron/') ? `only src-main/hosts/electron may import ${specifier}` : undefined;
  }
  if (target.startsWith('src-shared/')) return undefined;
  if (target.startsWith('schema/migrations/')) return file.startsWith('src-main/store/') ? undefined : 'only the store knows the migrations';
  if (target.startsWith('assets/')) return undefined;
  if (!target.startsWith('src-main/')) return `src-main may not import ${specifier}`;
  const from = layerOf(file);
  const to = layerOf(target);
  if (!from || !to) return `${!from ? file : target} is in no known layer`;
  if (to.index > from.index) return `${from.name} is below ${to.name}: it may not import ${specifier}`;
  if (from.name === 'features' && to.name === 'features') {
    const fromFeature = file.split('/')[2] ?? '';
    const toFeature = target.split('/')[2] ?? '';
    if (fromFeature !== toFeature && !groundFolders.has(toFeature) && !toFeature.endsWith('.ts') && !target.endsWith('/index.ts')) {
      return `feature ${fromFeature} reaches into ${toFeature}: use its index.ts`;
    }
  }
  return undefined;
}

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'generated' || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.(ts|tsx|mts|cts)$/.test(entry.name)) yield path;
  }
}

/** Every import in the repository at `root` that points the wrong way. */
export function checkDependencies(root: string): DependencyViolation[] {
  const violations: DependencyViolation[] = [];
  for (const top of ['src-shared', 'src-main', 'src-renderer', 'tests/dc']) {
    for (const path of sourceFiles(join(root, ...top.split('/')))) {
      const file = relative(root, path).split(sep).join('/');
      for (const specifier of importsOf(readFileSync(path, 'utf8'))) {
        const reason = forbidden(file, specifier);
        if (reason !== undefined) violations.push({ file, reason });
      }
    }
  }
  return violations;
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  const violations = checkDependencies(dirname(import.meta.dirname));
  for (const violation of violations) console.error(`${violation.file}: ${violation.reason}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
