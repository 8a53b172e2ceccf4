import { fileURLToPath } from 'node:url';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

// On two cores the cost of a test file is its worker, so files share workers (`isolate: false`); tests keep no module state.
//
// V8 loses track of JIT pages when many threads with WebAssembly come and go in one process (nodejs/node #64500: "jit_page.has_value()"), as engines
// do here; it does not where it need not protect them by hardware keys.
//
// The end-to-end tests live in the zone in which it is early afternoon: what happened within the last hours was today, whenever they run.
//
// Limits tell work from a standstill, on a machine that does much else at once: no test is near them on a quiet one.
const shared = {
  pool: 'forks' as const,
  isolate: false,
  restoreMocks: true,
  execArgv: ['--no-memory-protection-keys'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 30_000, interval: 40 } },
};

/** The zone whose clocks say about one in the afternoon; the sign of such names is turned around. */
const east = 13 - new Date().getUTCHours();
const afternoonZone = `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/electron/**/*.test.ts'],
          exclude: ['tests/unit/renderer/**'],
        },
      },
      {
        extends: true,
        plugins: [solid()],
        test: { ...shared, name: 'ui', environment: 'happy-dom', include: ['tests/unit/renderer/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: { ...shared, name: 'integration', include: ['tests/{integration,fault,model}/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'fuzz',
          include: ['tests/fuzz/**/*.test.ts'],
          execArgv: [...shared.execArgv, '--expose-gc'],
        },
      },
      {
        extends: true,
        test: { ...shared, name: 'interop', include: ['tests/interop/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'e2e',
          include: ['tests/{e2e,renderer}/**/*.test.ts'],
          globalSetup: ['tests/e2e/support/global-setup.ts'],
          env: { TZ: afternoonZone },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'screenshots',
          include: ['tests/screenshots/**/*.test.ts'],
          globalSetup: ['tests/e2e/support/global-setup.ts'],
          execArgv: [...shared.execArgv, '--import', fileURLToPath(new URL('tests/screenshots/moment.ts', import.meta.url))],
          env: { TZ: 'UTC' },
          testTimeout: 300_000,
        },
      },
    ],
  },
});
