/** Every colour of the charts: light, dark. Hues can be told apart by the colour-blind. */
const palette = {
  surface: ['#ffffff', '#14181f'],
  ink: ['#1c2128', '#e6e9ee'],
  muted: ['#57606a', '#a3acb8'],
  line: ['#d5dae0', '#343c48'],
  band: ['#eceff3', '#222a35'],
  blue: ['#0063a8', '#5cb8f0'],
  paleBlue: ['#a9cbe6', '#2d5878'],
  orange: ['#c44e00', '#f5964a'],
  green: ['#00795a', '#3ccf9e'],
  grey: ['#7a838e', '#8792a0'],
  heat0: ['#e9f1f9', '#1a2a3a'],
  heat1: ['#c6def1', '#214464'],
  heat2: ['#93c2e4', '#2a6296'],
  heat3: ['#2a76b3', '#62addf'],
  heat4: ['#0b4a80', '#acdaf8'],
  heatInkLow: ['#1c2128', '#f2f5f8'],
  heatInkHigh: ['#ffffff', '#0b1622'],
} as const;

export type Colour = keyof typeof palette;

const names = Object.keys(palette);

/** Stands for a colour of the palette in an option, until `withClasses` resolves it. */
export function paint(colour: Colour): string {
  return `#fe00${names.indexOf(colour).toString(16).padStart(2, '0')}`;
}

/**
 * Each stand-in as its light colour with a class beside it, by which the style sheet recolours it:
 * viewers that know no style sheets still show the light chart.
 */
export function withClasses(svg: string): string {
  return svg.replace(/<[a-zA-Z]+ [^>]*>/g, (tag) => {
    const classes: string[] = [];
    const resolved = tag.replace(
      /(fill|stroke)="(?:#fe00([0-9a-f]{2})|rgb\(254,0,(\d+)\))"/g,
      (whole, part: string, hex?: string, decimal?: string) => {
        const name = names[hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)];
        if (!isColour(name)) return whole;
        classes.push(`dc-${part}-${name}`);
        return `${part}="${palette[name][0]}"`;
      },
    );
    return classes.length === 0
      ? resolved
      : resolved.replace(/(\/?>)$/, ` class="${classes.join(' ')}"$1`);
  });
}

function isColour(name: string | undefined): name is Colour {
  return name !== undefined && Object.hasOwn(palette, name);
}

/** The style sheet that stands in each chart; a page that forbids inline styles can bring it itself. */
export const chartStyle = [
  '.dream-chart{display:block;width:100%;height:auto;max-width:46rem}',
  `.dream-chart{${variables(0)}}`,
  `@media (prefers-color-scheme:dark){.dream-chart{${variables(1)}}}`,
  ...names.flatMap((name) =>
    ['fill', 'stroke'].map((part) => `.dc-${part}-${name}{${part}:var(--dc-${name})}`),
  ),
].join('');

function variables(theme: 0 | 1): string {
  return Object.entries(palette)
    .map(([name, colours]) => `--dc-${name}:${colours[theme]}`)
    .join(';');
}
