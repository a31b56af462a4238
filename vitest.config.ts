import { defineConfig } from 'vitest/config';
import { CountReporter } from './test/setup/count-reporter.ts';

export default defineConfig({
  test: {
    reporters: ['default', new CountReporter()],
    coverage: {
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: { 'src/domain/**': { 100: true } },
    },
    projects: [
      {
        test: {
          name: 'unit',
          // real processes on shared, noisy machines: once more, and what fails twice is a failure
          retry: 1,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.it.test.ts', '**/fixtures/**'],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          retry: 1,
          include: ['test/**/*.it.test.ts'],
          globalSetup: ['test/setup/temporal-binaries.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
