import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../scripts/repository.ts';
import type { ReportInput } from '../../../src/artifacts/report/index.ts';
import { decodeEvents } from '../../../src/client/history-events.ts';
import { readResult } from '../../../src/client/run-result.ts';
import type { RunHistory } from '../../../src/contracts/history.ts';
import { foldRun } from '../../../src/domain/view/fold.ts';
import { readCorpus } from '../../replay/corpus.ts';

export const realFolder = join(repositoryRoot, 'docs/example-runs/cpu/spica_cpu-2026-11-22-0001');

/** A chain of histories as all that a report needs. */
export function inputOf(runId: string, chain: readonly RunHistory[]): ReportInput {
  const view = foldRun(chain.flatMap(({ history }) => decodeEvents(history.events)));
  const result = readResult(view.close?.result);
  if (result === null) throw new Error(`the run ${runId} has no result`);
  return { runId, view, result, verification: null, flags: null, proposal: null };
}

/** A run of real engines, written by an older version. */
export function realRun(): ReportInput {
  const text = readFileSync(join(realFolder, 'history.json'), 'utf8');
  return inputOf('spica_cpu-2026-11-22-0001', JSON.parse(text) as readonly RunHistory[]);
}

/** A run recorded for replay, by the name of its file. */
export function recordedRun(name: string): ReportInput {
  const found = readCorpus().find((each) => each.name === `v0.1.0/${name}.json.gz`);
  if (found === undefined) throw new Error(`no history ${name}`);
  return inputOf('spica_gpu_allocation-2026-11-22-0001', found.runs);
}

/** A simulated run that found something better, verified and proposed. */
export function proposedRun(): ReportInput {
  const input = recordedRun('out-of-memory');
  return {
    ...input,
    flags: [
      {
        engine: 'llm',
        from: '--gpu-memory-utilization=0.50',
        to: '--gpu-memory-utilization=0.60',
      },
    ],
    verification: {
      level: 1,
      records: input.result.lineageLength,
      head: input.result.lineageHead,
      findings: [],
      notes: [],
    },
    proposal: {
      id: 'promotion-spica_gpu_allocation-2026-11-22-0001',
      digest: 'ab'.repeat(32),
      approval: 'solo',
      target: 'simulated',
      requester: 'ann@desk',
      expiresMs: Date.UTC(2026, 10, 23, 9),
    },
  };
}

/** The same run with all that can be wrong with one. */
export function graveRun(): ReportInput {
  const input = proposedRun();
  return {
    ...input,
    view: { ...input.view, losses: 2, excluded: { infeasible: [], dropped: [0, 1] } },
    result: { ...input.result, confirmed: false, gpuReleased: 'unproven' },
    verification: {
      level: null,
      records: 3,
      head: null,
      findings: ['lineage.jsonl, record 2: another hash', 'spec.json: another digest'],
      notes: ['the run was not published: its files have no digests'],
    },
    flags: null,
    proposal: null,
  };
}
