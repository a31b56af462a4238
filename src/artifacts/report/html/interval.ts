import { showDifference } from '../../../domain/words/figures.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

export type IntervalPicture = {
  readonly differencePpm: number;
  readonly ci: readonly [number, number];
  readonly tone: 'good' | 'note' | 'caution' | 'bad';
};

const width = 560;
const height = 58;
const axisY = 26;
/** A smaller difference than this never counts, as the comparison has it. */
const leastPpm = 20_000;

/** The difference and its interval on a line, beside zero and the band that counts as nothing. */
export function intervalPicture({ differencePpm, ci, tone }: IntervalPicture): Markup {
  const [low, high] = ci;
  const at = scaleOf(low, high);
  const place = (ppm: number): string => at(ppm).toFixed(1);
  const label = `Difference ${showDifference(differencePpm)}, 95 % interval ${showDifference(low)} to ${showDifference(high)}, on a line with zero, the baseline`;
  return html`<svg
    class="interval"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${label}"
  >
    <rect
      x="${place(-leastPpm)}"
      y="8"
      width="${(at(leastPpm) - at(-leastPpm)).toFixed(1)}"
      height="36"
      rx="3"
      fill="var(--note-ground)"
    />
    <line x1="0" x2="${width}" y1="${axisY}" y2="${axisY}" stroke="var(--line)" stroke-width="2" />
    <line
      x1="${place(0)}"
      x2="${place(0)}"
      y1="6"
      y2="46"
      stroke="var(--muted)"
      stroke-width="1.5"
    />
    <line
      x1="${place(low)}"
      x2="${place(high)}"
      y1="${axisY}"
      y2="${axisY}"
      stroke="var(--${tone})"
      stroke-width="6"
      stroke-linecap="round"
    />
    <circle
      cx="${place(differencePpm)}"
      cy="${axisY}"
      r="8"
      fill="var(--${tone})"
      stroke="var(--surface)"
      stroke-width="2"
    />
    <g font-size="12" fill="var(--muted)" text-anchor="middle">
      <text x="${place(0)}" y="57">0 = baseline</text>
      ${clearOfZero(at, low) ? html`<text class="ends" x="${place(low)}" y="57">${showDifference(low)}</text>` : null}
      ${clearOfZero(at, high) ? html`<text class="ends" x="${place(high)}" y="57">${showDifference(high)}</text>` : null}
    </g>
  </svg>`;
}

/** From ppm to a place in the picture; zero and the interval are always inside. */
function scaleOf(low: number, high: number): (ppm: number) => number {
  const from = Math.min(-leastPpm, low);
  const to = Math.max(leastPpm, high);
  const edge = 40;
  return (ppm) => edge + ((ppm - from) * (width - 2 * edge)) / (to - from);
}

function clearOfZero(at: (ppm: number) => number, ppm: number): boolean {
  return Math.abs(at(ppm) - at(0)) > 64;
}
