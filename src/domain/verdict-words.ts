import type { Verdict } from './verdict.ts';

/** A verdict in a few words: `fitness 0.734` or `disqualified: oom`. */
export function verdictWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'scored': {
      const broken =
        verdict.broken.length > 0 ? ` (at its limit: ${verdict.broken.join(', ')})` : '';
      return `fitness ${(verdict.fitnessPpm / 1_000_000).toFixed(3)}${broken}`;
    }
    case 'disqualified':
      return `disqualified: ${verdict.reason}`;
    case 'infeasible':
      return 'infeasible';
    case 'unmeasured':
      return `unmeasured: ${verdict.cause}`;
  }
}
