import type { EngineSpec } from '../contracts/schemas/profile.ts';
import { failurePatterns } from './failure-patterns.ts';
import type { FailurePattern, Finding } from './failure-patterns.ts';
import { guardWords } from './guard-protocol.ts';
import { toEvidence } from './redact.ts';

export type FailureClass = 'oom' | 'infeasible' | 'environment' | 'misconfigured' | 'unknown';

export type Classified = { readonly failure: FailureClass; readonly evidence: string };

export type FailureFacts = {
  /** What the engine wrote, oldest first; answers of its HTTP side may be added. */
  readonly output: string;
  readonly exit: { readonly code: number | null; readonly signal: string | null } | null;
  /** A process that is not ours holds more of the card than is tolerated. */
  readonly isHeldByOthers: boolean;
  readonly patterns: EngineSpec['failurePatterns'];
};

type Match = {
  readonly line: string;
  readonly finding: Finding;
  readonly groups: readonly string[];
};

/** The class of a failure, told by the line that is its cause and never by a wrapper around it. */
export function classify(facts: FailureFacts): Classified {
  const lines = facts.output
    .split('\n')
    .map(cleanLine)
    .filter((line) => line !== '' && !line.startsWith(guardWords));
  const cause = findCause(lines, facts.patterns);
  if (cause !== null) {
    return { failure: judge(cause, facts.isHeldByOthers), evidence: toEvidence(cause.line) };
  }
  if (facts.exit?.code === 137 || facts.exit?.signal === 'SIGKILL') {
    return { failure: 'environment', evidence: 'killed from outside (host memory?)' };
  }
  return { failure: 'unknown', evidence: toEvidence(findLastError(lines) ?? tellExit(facts.exit)) };
}

/** The first out-of-memory or infeasible line, or null: what a running engine says of itself. */
export function findMemoryFault(
  output: string,
  patterns: EngineSpec['failurePatterns'],
): Classified | null {
  const found = classify({ output, exit: null, isHeldByOthers: false, patterns });
  return found.failure === 'oom' ? found : null;
}

/** Is there a cause of its own, or at least a line that names an error? */
export const tellsError = ({ failure, evidence }: Classified): boolean =>
  failure !== 'unknown' || errorLine.test(evidence);

/** Does the output tell of a dead part, and of no error that killed it? Then it was taken away. */
export function isWordless({ failure, evidence }: Classified, output: string): boolean {
  return !tellsError({ failure, evidence }) && wrappers.some(({ pattern }) => pattern.test(output));
}

function judge({ finding, groups }: Match, isHeldByOthers: boolean): FailureClass {
  switch (finding) {
    case 'oom':
    case 'infeasible':
      return isHeldByOthers ? 'environment' : finding;
    case 'refused':
      return isHeldByOthers ? 'environment' : 'infeasible';
    case 'kv-pair':
      return groups[0]?.startsWith('-') === true && !isHeldByOthers ? 'infeasible' : 'environment';
    case 'environment':
    case 'misconfigured':
      return finding;
    case 'wrapper':
      return 'unknown';
  }
}

/**
 * The first match is nearest to the cause, what follows are its consequences. Texts of memory come
 * before the others: healthy boots, too, complain of libraries that they do not need.
 */
function findCause(lines: readonly string[], own: EngineSpec['failurePatterns']): Match | null {
  const ranks = [
    ownPatterns(own),
    failurePatterns.filter(({ finding }) => isOfMemory(finding)),
    failurePatterns.filter(({ finding }) => finding === 'environment'),
    failurePatterns.filter(({ finding }) => finding === 'misconfigured'),
  ];
  for (const patterns of ranks) {
    const match = findFirst(lines, patterns);
    if (match !== null) {
      return match;
    }
  }
  return null;
}

function findFirst(lines: readonly string[], patterns: readonly FailurePattern[]): Match | null {
  for (const line of lines) {
    for (const { pattern, finding } of patterns) {
      const match = pattern.exec(line);
      if (match !== null) {
        return { line, finding, groups: match.slice(1) };
      }
    }
  }
  return null;
}

const isOfMemory = (finding: Finding): boolean =>
  finding === 'oom' || finding === 'infeasible' || finding === 'refused' || finding === 'kv-pair';

const ownPatterns = (patterns: EngineSpec['failurePatterns']): readonly FailurePattern[] =>
  patterns.map(({ pattern, fault }) => ({ pattern: new RegExp(pattern), finding: fault }));

const errorLine = /\b\w*(Error|Exception)\b:/;

const wrappers = failurePatterns.filter(({ finding }) => finding === 'wrapper');

function findLastError(lines: readonly string[]): string | undefined {
  const telling = lines.filter((line) => !wrappers.some(({ pattern }) => pattern.test(line)));
  return telling.findLast((line) => errorLine.test(line)) ?? telling.at(-1);
}

/**
 * Without "(EngineCore pid=12) ERROR 11-22 07:00:00 [core.py:70]": evidence is part of the lineage,
 * where a pid or a time of day would make equal runs differ.
 */
const cleanLine = (line: string): string =>
  line
    .replace(/^\s*\([\w:. -]*pid=\d+\)\s*/, '')
    .replace(/^(DEBUG|INFO|WARNING|ERROR|CRITICAL) [\d-]+ [\d:.,]+ (\[[^\]]*\] ?)?/, '')
    .trim();

function tellExit(exit: FailureFacts['exit']): string {
  if (exit === null) {
    return 'no output';
  }
  return exit.signal === null ? `exit code ${exit.code ?? '?'}` : `ended by ${exit.signal}`;
}
