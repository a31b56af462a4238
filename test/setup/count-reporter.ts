import { writeSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

type Counts = { passed: number; failed: number; skipped: number };

/** Prints `N passed, N failed` as the very last line of a run. */
export class CountReporter implements Reporter {
  private counts: Counts = { passed: 0, failed: 1, skipped: 0 };

  onInit(): void {
    process.on('exit', () => writeSync(1, `${formatCounts(this.counts)}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.counts = countTests(modules, errors.length);
  }
}

export const formatCounts = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

const countTests = (modules: readonly TestModule[], unhandledErrors: number): Counts => {
  const counts: Counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      counts.passed += state === 'passed' ? 1 : 0;
      counts.skipped += state === 'skipped' ? 1 : 0;
      failedHere += state === 'failed' || state === 'pending' ? 1 : 0;
    }
    // a file that does not load, or whose set-up throws, has no failed test to show
    counts.failed += module.ok() ? failedHere : Math.max(failedHere, 1);
  }
  return counts;
};
