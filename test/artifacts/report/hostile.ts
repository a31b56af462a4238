import type { ReportInput } from '../../../src/artifacts/report/index.ts';
import type { Configuration } from '../../../src/domain/space.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';

/** The same run with a text of somebody else wherever a run keeps one. */
export function hostile(input: ReportInput, text: string): ReportInput {
  const { view, result } = input;
  const { spec, prepared } = view;
  const environment = prepared?.environment ?? null;
  if (spec === null || prepared === null || environment === null) {
    throw new Error('an unsuitable run');
  }
  const renamed = (configuration: Configuration): Configuration =>
    Object.fromEntries(
      Object.entries(configuration).map(([knob, value]) => [
        `${knob}${text}`,
        typeof value === 'string' ? `${value}${text}` : value,
      ]),
    );
  const knobs = spec.space.knobs.map(({ name, engine, values }) => ({
    name: `${name}${text}`,
    engine,
    values: values.map((value) => (typeof value === 'string' ? `${value}${text}` : value)),
  }));
  const judged = (verdict: Verdict | null): Verdict | null =>
    verdict === null || verdict.kind === 'scored' ? verdict : { ...verdict, evidence: text };
  return {
    ...input,
    runId: `run${text}`,
    view: {
      ...view,
      firstRunId: `first${text}`,
      requester: text,
      decisions: [text],
      spec: {
        ...spec,
        experiment: text,
        engines: text,
        gpuClass: text,
        strategy: text,
        space: { ...spec.space, knobs },
        baseline: renamed(spec.baseline),
        workload: { ...spec.workload, name: text },
      },
      prepared: {
        ...prepared,
        words: {
          ...prepared.words,
          [text]: { words: 9, substitutions: 1, deletions: 0, insertions: 0 },
        },
        environment: {
          ...environment,
          host: text,
          card: text,
          driver: text,
          engines: { llm: text, stt: text },
          versions: { [text]: text },
          digest: text,
        },
      },
      rows: view.rows.map((row) => ({
        ...row,
        configuration: renamed(row.configuration),
        verdict: judged(row.verdict),
        fault: text,
      })),
    },
    result: {
      ...result,
      sentence: text,
      tieSentence: text,
      why: text,
      winner: result.winner && {
        ...result.winner,
        configuration: renamed(result.winner.configuration),
      },
      baseline: { ...result.baseline, configuration: renamed(result.baseline.configuration) },
    },
    verification: { level: null, records: 1, head: text, findings: [text], notes: [text] },
    flags: [{ engine: 'llm', from: text, to: text }],
    proposal: input.proposal && { ...input.proposal, id: text, requester: text },
  };
}
