import { BarChart, GraphChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Plot } from './chart.ts';
import { chartStyle, withClasses } from './theme.ts';
import { escapeXml } from './words.ts';

use([BarChart, GraphChart, LineChart, ScatterChart]);
use([GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent]);
use([SVGRenderer]);

/** What stands around the drawing. `id` begins every id in it: unique in a page. */
export type SvgFrame = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
};

/** A self-contained SVG text. The same plot and frame give the same bytes. */
export function renderSvg(plot: Plot, { id, title, description }: SvgFrame): string {
  const { width, height } = plot;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="dream-chart" role="img" aria-labelledby="${id}-title ${id}-desc"`,
    ` viewBox="0 0 ${width} ${height}" width="${width * 1.5}" height="${height * 1.5}"`,
    ` font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="${id}-title">${escapeXml(title)}</title>`,
    `<desc id="${id}-desc">${escapeXml(description)}</desc>`,
    `<style>${chartStyle}</style>`,
    withClasses(withoutTraces(draw(plot)).replaceAll(/\bzr\d+-/g, `${id}-`)),
    '</svg>\n',
  ].join('');
}

/** The inside of what echarts draws. */
function draw({ option, width, height }: Plot): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    const text = chart.renderToSVGString();
    return text.slice(text.indexOf('>') + 1, text.lastIndexOf('</svg>'));
  } finally {
    // an instance that is not disposed keeps the process alive
    chart.dispose();
  }
}

/** Without hover rules, marks for a browser's script, and inline styles, which pages may forbid. */
function withoutTraces(inside: string): string {
  return inside
    .replace(/<style ?>.*?<\/style>/s, '')
    .replaceAll(/<[a-zA-Z]+ [^>]*>/g, (tag) =>
      tag
        .replaceAll(/ (?:ecmeta_\w+|class|pointer-events|xml:space)="[^"]*"/g, '')
        .replace(/ style="([^"]*)"/, (_whole, style: string) => fontOf(style)),
    );
}

/** The font of a text as attributes; its family is that of the whole chart. */
function fontOf(style: string): string {
  const size = /font-size:([\d.]+)px/.exec(style)?.[1];
  const weight = /font-weight:(\w+)/.exec(style)?.[1];
  return [
    size === undefined || size === '12' ? '' : ` font-size="${size}"`,
    weight === undefined ? '' : ` font-weight="${weight}"`,
  ].join('');
}
