import { renderReport } from '../src/artifacts/report/index.ts';
import { decodeEvents } from '../src/client/history-events.ts';
import { readResult } from '../src/client/run-result.ts';
import { foldRun } from '../src/domain/view/fold.ts';
import { readCorpus } from '../test/replay/corpus.ts';
import type { Recorded } from '../test/replay/corpus.ts';
import type { Figure } from './figure.ts';

/** A default run as it was recorded: four generations, confirmation, something better. */
const recorded = 'v0.1.0/happy-path.json.gz';

/** From the history to HTML, Markdown and JSON; the first sample is that of a cold start. */
export function measureReport(times: number): readonly Figure[] {
  const found = readCorpus().find(({ name }) => name === recorded);
  if (found === undefined) throw new Error(`no recorded run ${recorded}`);
  const samples: number[] = [];
  let bytes = 0;
  for (let time = 0; time < times; time += 1) {
    const startMs = performance.now();
    bytes = Buffer.byteLength(pageOf(found));
    samples.push((performance.now() - startMs) / 1_000);
  }
  return [
    { id: 'report', name: 'report of a default run', unit: 's', samples, goal: 2 },
    { id: 'report', name: '  its page', unit: 'MB', samples: [bytes / 1_000_000], goal: 1.5 },
  ];
}

function pageOf({ runs }: Recorded): string {
  const view = foldRun(runs.flatMap(({ history }) => decodeEvents(history.events)));
  const result = readResult(view.close?.result);
  const nothing = { verification: null, flags: null, proposal: null } as const;
  const report = result && renderReport({ runId: 'default', view, result, ...nothing });
  if (report === null) throw new Error('the recorded run has no report');
  return report.html;
}
