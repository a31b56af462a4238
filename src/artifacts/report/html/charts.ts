import { chartKinds, chartOf } from '../../charts/index.ts';
import type { Chart, ChartTable } from '../../charts/index.ts';
import type { ExperimentView } from '../../../domain/view/view.ts';
import { html, trusted } from './markup.ts';
import type { Markup } from './markup.ts';

/** In the order in which a reviewer looks at them. */
const order = ['heatmap', 'fitness', 'latency', 'pareto', 'capacity', 'gpu', 'lineage'] as const;

/** Every chart of the run with its table. */
export function chartSection(view: ExperimentView): Markup {
  const kinds = [...order, ...chartKinds.filter((kind) => !order.includes(kind))];
  return html`<div class="charts">${kinds.map((kind) => chartFigure(chartOf(view, kind)))}</div>`;
}

/** Thousands of candidates make a drawing that no page needs. */
const mostDrawn = 120_000;

function tooLarge(kind: Chart['kind']): Markup {
  return html`<p>
    Too many candidates to draw here. The drawing:
    <code>dream plot &lt;run&gt; --kind ${kind}</code>
  </p>`;
}

function chartFigure({ kind, title, svg, table }: Chart): Markup {
  return html`<figure class="card" id="chart-${kind}">
    <h3 class="${svg.length > mostDrawn ? '' : 'unseen'}">${title}</h3>
    ${svg.length > mostDrawn ? tooLarge(kind) : trusted(svg)}
    ${tableDetails(`Table: ${title}`, table)}
  </figure> `;
}

/** A table that a reader opens; wide ones scroll inside, by keyboard too. */
export function tableDetails(title: string, table: ChartTable): Markup {
  return html`<details>
    <summary>${title}</summary>
    ${plainTable(title, table)}
  </details>`;
}

/** So many lines keep the page small; report.json has all. */
const mostRows = 300;

export function plainTable(title: string, { columns, rows }: ChartTable): Markup {
  const rest = rows.length - mostRows;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${title}">
      <table class="cells">
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, mostRows).map(
            (cells) =>
              html`<tr>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${rest > 0 ? html`<p class="small soft">${rest} more lines are in report.json and in the run's folder.</p>` : null}`;
}
