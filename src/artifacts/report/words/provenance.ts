import type { Report, Verified } from '../../../contracts/report.ts';
import type { Review } from '../../../domain/review/review.ts';
import { showSeconds } from '../../../domain/words/figures.ts';
import { timeWords } from '../../../contracts/time-words.ts';
import { counted, wholeWords } from '../../../domain/words/figures.ts';
import type { Line } from '../../../domain/words/tone.ts';

/** A name and its value, as in a list of facts. */
export type Fact = readonly [name: string, value: string];

/** Who measured it, when, on what, under which load. */
export function provenanceFacts({ review, endedMs }: Report): readonly Fact[] {
  const { run, environment, time } = review;
  return [
    ['started by', run.requester === '' ? 'not known' : `${run.requester} (as claimed)`],
    ['when', `${timeWords(run.startedMs)} to ${timeWords(endedMs).slice(11)}`],
    ['card', environment === null ? 'not known' : cardWords(environment)],
    ['engines', environment === null ? run.engines : engineWords(review, environment)],
    ['load', loadWords(review)],
    [
      'time',
      `${showSeconds(time.usedMs)} of the cap of ${showSeconds(time.capMs)}, ${counted(time.boots, 'boot')}`,
    ],
  ];
}

function cardWords({ card, driver, host }: NonNullable<Review['environment']>): string {
  return [card, driver === '' ? '' : `driver ${driver}`, `host ${host}`].filter(Boolean).join(', ');
}

function engineWords({ run }: Review, { engines }: NonNullable<Review['environment']>): string {
  return `${engines.llm} (text), ${engines.stt} (speech), profile ${run.engines}`;
}

/** The load that every figure holds for. */
export function loadWords({ workload }: Review): string {
  const { name, promptTokens, maxTokens, referenceConcurrency } = workload;
  return `${name}: ${wholeWords(promptTokens)} + ${wholeWords(maxTokens)} tokens, ${counted(referenceConcurrency, 'voice turn')} at once`;
}

/** Versions of what ran, and the digests that name everything exactly. */
export function exactFacts({ review }: Report): readonly Fact[] {
  const { run, environment, lineage } = review;
  const versions = Object.entries(environment?.versions ?? {}).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return [
    ['run', run.runId],
    ['first run id', run.firstRunId],
    ['seed', String(run.seed)],
    ['strategy', run.strategy],
    ['GPU class', run.gpuClass],
    ['versions', versions.map(([name, version]) => `${name} ${version}`).join(', ') || 'not known'],
    ['spec', run.specDigest],
    ['engine profile', run.profileDigest],
    ['workload', run.workloadDigest],
    ['environment', environment?.digest ?? 'not known'],
    ['lineage head', lineage.head],
    ['lineage records', String(lineage.records)],
  ];
}

/** Whether anything was changed after the run, as far as it was checked. */
export function integrityLines({ verification, review }: Report): readonly Line[] {
  if (verification === null) return [{ tone: 'caution', text: 'Not verified here.' }];
  const { findings, notes, head, records } = verification;
  const isBroken = isTampered(verification);
  return [
    ...(isBroken ? brokenLines(findings) : wholeLines(verification)),
    ...(isBroken ? [] : headLine(head, review.lineage.head)),
    { tone: 'note', text: `${counted(records, 'record')} in the chain.` },
    ...notes.map((text): Line => ({ tone: 'caution', text })),
    { tone: 'note', text: 'Not signed: who holds the folder could write all of it anew.' },
  ];
}

/** true where something of the folder is not as it was written. */
export function isTampered({ level, findings }: Verified): boolean {
  return level === null || findings.length > 0;
}

function wholeLines({ level }: Verified): readonly Line[] {
  const chain: Line = { tone: 'good', text: 'Hashes: chain and files are whole.' };
  if (level === 1) return [chain, { tone: 'good', text: 'Agrees with the closed event history.' }];
  return [chain, { tone: 'caution', text: 'Agreement with the event history is not proven.' }];
}

function brokenLines(findings: readonly string[]): readonly Line[] {
  const most = 3;
  const rest = findings.length - most;
  return [
    { tone: 'bad', text: 'BROKEN: not as the run wrote it.' },
    ...findings.slice(0, most).map((text): Line => ({ tone: 'bad', text })),
    ...(rest > 0 ? [{ tone: 'bad', text: `and ${rest} more` } as const] : []),
  ];
}

/** The result in the history and the files beside it must be of one run. */
function headLine(head: string | null, expected: string): readonly Line[] {
  if (head === expected)
    return [{ tone: 'good', text: `Head ${expected.slice(0, 12)} is that of the result.` }];
  return [
    {
      tone: 'bad',
      text: `Head ${head?.slice(0, 12) ?? 'none'} is not that of the result, ${expected.slice(0, 12)}.`,
    },
  ];
}

/** The answer in three words, for a badge. */
export function integrityWords(report: Report): Line {
  const { verification } = report;
  if (verification === null) return { tone: 'caution', text: 'not verified here' };
  const isBad = integrityLines(report).some(({ tone }) => tone === 'bad');
  if (isBad) return { tone: 'bad', text: 'BROKEN' };
  return verification.level === 1
    ? { tone: 'good', text: 'verified, level 1' }
    : { tone: 'caution', text: 'chain whole, level 0' };
}
