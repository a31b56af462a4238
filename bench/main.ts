import { parseArgs } from 'node:util';
import { freshenDist } from '../scripts/freshen.ts';
import { measureAskTell } from './ask-tell.ts';
import { measureCapToFree } from './cap-to-free.ts';
import { measureDefaultRun } from './default-run.ts';
import { renderFigures } from './figure.ts';
import type { Figure } from './figure.ts';
import { measureFold } from './fold.ts';
import { describeMachine, loadNow, renderMachine } from './machine.ts';
import { measureOverhead } from './overhead.ts';
import { measurePromotions } from './promotions.ts';
import { measureReport } from './report.ts';
import { onStack } from './stack.ts';
import { measureWorkerStart } from './worker-start.ts';

const usage = `npm run bench -- [--only ID,...] [--runs N] [--json]
  IDs: default-run, memory, overhead, ask-tell, fold, report, promotions, cap, worker-start; nothing is asserted
`;

type Measure = {
  readonly ids: readonly string[];
  readonly measure: (runs: number | null) => Promise<readonly Figure[]> | readonly Figure[];
};

/** The short ones first. */
const all: readonly Measure[] = [
  { ids: ['ask-tell'], measure: () => measureAskTell() },
  { ids: ['fold'], measure: (runs) => measureFold(runs ?? 9) },
  { ids: ['report'], measure: (runs) => measureReport(runs ?? 5) },
  { ids: ['promotions'], measure: (runs) => measurePromotions(runs ?? 3) },
  { ids: ['worker-start'], measure: (runs) => measureWorkerStart(runs ?? 5) },
  { ids: ['overhead'], measure: (runs) => measureOverhead(runs ?? 5) },
  { ids: ['cap'], measure: (runs) => measureCapToFree(runs ?? 3) },
  { ids: ['default-run', 'memory'], measure: (runs) => measureDefaultRun(runs ?? 1) },
];

async function main(argv: readonly string[]): Promise<number> {
  const flags = readFlags(argv);
  if (flags === null || !freshenDist()) return 2;
  const machine = describeMachine(await onStack(async ({ version }) => version));
  if (!flags.json) process.stdout.write(`${renderMachine(machine)}\n`);
  const parts = [];
  const chosen = all.filter(({ ids }) => ids.some(flags.wants));
  for (const { measure } of chosen) {
    const loadBefore = loadNow();
    const figures = (await measure(flags.runs)).filter(({ id }) => flags.wants(id));
    parts.push({ figures, loadBefore, loadAfter: loadNow() });
    if (!flags.json) {
      const load = `load ${loadBefore[0]} before, ${loadNow()[0]} after`;
      process.stdout.write(`${renderFigures(figures)}${load}\n\n`);
    }
  }
  if (flags.json) process.stdout.write(`${JSON.stringify({ machine, parts }, null, 2)}\n`);
  return 0;
}

function readFlags(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const known = all.flatMap(({ ids }) => ids);
  const wanted = values.only?.split(',') ?? known;
  const runs = values.runs === undefined ? null : Number(values.runs);
  const isUsable = wanted.every((id) => known.includes(id)) && (runs === null || runs >= 1);
  if (!isUsable) {
    process.stderr.write(usage);
    return null;
  }
  return { wants: (id: string) => wanted.includes(id), runs, json: values.json };
}

process.exitCode = await main(process.argv.slice(2));
