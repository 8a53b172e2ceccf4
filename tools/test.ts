/**
 * Runs the test stages named on the command line, or all of them in order: lint, typecheck, unit, integration, interop, e2e. When tests have
 * run, the logs that they left are searched for secrets. `nightly` is what takes hours: the fuzzer with 100,000 cases, 20,000 worlds of
 * the model, 300 kills. Ends with one line that counts the tests; exits 1 when any stage failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateTl } from '../schema/generate.ts';
import { checkDependencies } from './dependency-rule.ts';
import { searchLogs } from './log-hygiene.ts';

const root = join(import.meta.dirname, '..');
const stages = ['lint', 'typecheck', 'unit', 'integration', 'interop', 'e2e'] as const;
/** Runs only when it is named: tests of random cases, with many more of them. */
const nightly = 'nightly';
type Stage = (typeof stages)[number] | typeof nightly;

interface StageResult {
  stage: Stage | 'logs';
  passed: number;
  failed: number;
  seconds: number;
}

function run(command: string, args: string[]): boolean {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', command), ...args], { cwd: root, stdio: 'inherit' });
  return result.status === 0;
}

function lint(): { passed: number; failed: number } {
  const clean = run('oxlint/bin/oxlint', ['--deny-warnings']);
  const violations = checkDependencies(root);
  for (const violation of violations) console.error(`${violation.file}: ${violation.reason}`);
  const failed = (clean ? 0 : 1) + (violations.length === 0 ? 0 : 1);
  return { passed: 2 - failed, failed };
}

function typecheck(): { passed: number; failed: number } {
  const ok = run('typescript/bin/tsc', ['-p', 'tsconfig.json']);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/** Projects of vitest.config.ts that belong to a stage. */
const projects: Record<Exclude<Stage, 'lint' | 'typecheck'>, string[]> = {
  unit: ['unit', 'ui'],
  integration: ['integration', 'fuzz'],
  interop: ['interop'],
  e2e: ['e2e'],
  nightly: ['fuzz', 'integration'],
};

/** How many cases a night is long enough for, and whose tests they are. */
const night = { PETREL_FUZZ_CASES: '100000', PETREL_WORLDS: '20000', PETREL_KILLS: '300' };
const nightFolders = ['tests/fuzz', 'tests/model', 'tests/integration/kill'];

/** Stages that mostly wait, for sockets and for the timers of reconnections, take more workers than there are cores. */
const workers: Partial<Record<Stage, number>> = { integration: 3 };

function vitest(stage: keyof typeof projects, rest: string[]): { passed: number; failed: number } {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-test-'));
  const report = join(folder, 'report.json');
  try {
    const ok = run('vitest/vitest.mjs', [
      'run',
      ...projects[stage].flatMap((name) => ['--project', name]),
      ...(workers[stage] === undefined ? [] : [`--maxWorkers=${workers[stage]}`]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...rest,
    ]);
    const counts = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    return { passed: counts.numPassedTests, failed: Math.max(counts.numFailedTests, ok ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks for secrets in the logs of the stages that ran. `complete`: all integration tests were among them, so that there is something to see. */
function logs(folder: string, complete: boolean): { passed: number; failed: number } {
  const { leaks, logLines, secrets } = searchLogs(folder);
  console.log(`${logLines} lines of logs, ${secrets} secrets to look for`);
  for (const { file, line, kind } of leaks.slice(0, 50)) console.error(`A secret (${kind}) in ${join(folder, file)}, line ${line}`);
  const blind = complete && (logLines < 100 || secrets < 100);
  if (blind) console.error('There is too little in the logs to find anything in it.');
  return leaks.length === 0 && !blind ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function main(): number {
  const words = process.argv.slice(2);
  const isStage = (word: string): word is Stage => word === nightly || (stages as readonly string[]).includes(word);
  const chosen = words.filter(isStage);
  const rest = words.filter((word) => !isStage(word));
  if (chosen.includes(nightly)) {
    for (const [name, cases] of Object.entries(night)) process.env[name] ??= cases;
    rest.push(...nightFolders);
  }
  generateTl();
  const results: StageResult[] = [];
  const wanted: readonly Stage[] = chosen.length > 0 ? chosen : stages;
  const logFolder = mkdtempSync(join(tmpdir(), 'petrel-logs-'));
  process.env['PETREL_TEST_LOGS'] = logFolder;
  // Each engine of a test in a browser has a thread of its own, which compiles the same bundle: once is enough.
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'dist/compile-cache');
  for (const stage of wanted) {
    const started = performance.now();
    const counts = stage === 'lint' ? lint() : stage === 'typecheck' ? typecheck() : vitest(stage, rest);
    results.push({ stage, ...counts, seconds: (performance.now() - started) / 1000 });
  }
  if (wanted.some((stage) => stage !== 'lint' && stage !== 'typecheck')) {
    const started = performance.now();
    results.push({ stage: 'logs', ...logs(logFolder, wanted.includes('integration') && rest.length === 0), seconds: (performance.now() - started) / 1000 });
  }
  if (results.every(({ stage, failed }) => stage !== 'logs' || failed === 0)) rmSync(logFolder, { recursive: true, force: true });
  for (const result of results) {
    console.log(`${result.stage.padEnd(12)} ${String(result.passed).padStart(5)} passed ${String(result.failed).padStart(4)} failed  ${result.seconds.toFixed(1)} s`);
  }
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${results.reduce((sum, result) => sum + result.passed, 0)} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = main();
