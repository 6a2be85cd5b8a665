// SPDX-License-Identifier: GPL-2.0-or-later
// The suites: `unit` needs nothing but Node; `kernel` needs a prepared tree (test/kernel/prepare.sh); `editors` needs real editors.
import { defineConfig } from 'vitest/config';
import { viteHeaders } from './scripts/headers.mjs';

const suite = (name: string, include: string[], exclude: string[] = [], globalSetup: string[] = []) =>
  ({ plugins: [viteHeaders()], test: { name, include, exclude, globalSetup, setupFiles: ['test/yieldBetweenTests.ts', 'test/seededProperties.ts'], testTimeout: 300_000, hookTimeout: 600_000, environment: 'node' as const } });

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['test/**/*.test.ts'], ['test/kernel/**', 'test/editors/**']),
      suite('kernel', ['test/kernel/**/*.test.ts'], [], ['test/kernel/required.ts']),
      suite('editors', ['test/editors/**/*.test.ts']),
    ],
  },
});
