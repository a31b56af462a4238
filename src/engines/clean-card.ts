import { DreamError } from '../contracts/errors.ts';
import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import type { CardProcess, CardUse } from './card.ts';

type ResidueRule = Pick<ProcessProfile['gpu'], 'residueMiB' | 'residueNames'>;

export type CardCheck =
  | { readonly kind: 'clean'; readonly residueMiB: number }
  | { readonly kind: 'dirty'; readonly error: DreamError };

/**
 * Is the card free for us? By the memory in use, as lists of processes can be empty or stale, and
 * by the list. A desktop's steady residue (listed names, or little memory) is tolerated and told.
 */
export function checkCleanCard(use: CardUse, rule: ResidueRule): CardCheck {
  const strangers = use.processes.filter((process) => !isResidue(process, rule));
  const residueMiB = sumMiB(use.processes.filter((process) => isResidue(process, rule)));
  const isMuch = use.usedMiB - residueMiB > rule.residueMiB || isHeldByOthers(use, rule, []);
  return isMuch
    ? { kind: 'dirty', error: dirty(use, strangers) }
    : { kind: 'clean', residueMiB: use.usedMiB };
}

/** Do processes other than `ours` hold more than is tolerated? Then no candidate is to blame. */
export function isHeldByOthers(use: CardUse, rule: ResidueRule, ours: readonly number[]): boolean {
  const strangers = use.processes.filter(
    (process) => !isResidue(process, rule) && !ours.includes(process.pid),
  );
  return sumMiB(strangers) > rule.residueMiB;
}

const isResidue = ({ name }: CardProcess, { residueNames }: ResidueRule): boolean =>
  residueNames.some((residue) => name === residue || name.endsWith(`/${residue}`));

const sumMiB = (processes: readonly CardProcess[]): number =>
  processes.reduce((sum, { usedMiB }) => sum + (usedMiB ?? 0), 0);

function dirty(use: CardUse, strangers: readonly CardProcess[]): DreamError {
  const lines = strangers.map(
    ({ pid, name, usedMiB }) =>
      `pid ${pid} ${name} ${usedMiB === null ? '? MiB' : `${usedMiB} MiB`}`,
  );
  const who = lines.length === 0 ? 'no process is listed (another container?)' : lines.join('; ');
  return new DreamError('GPU_DIRTY', {
    what: `the card is in use: ${use.usedMiB} of ${use.totalMiB} MiB`,
    where: who,
    why: 'what is measured beside foreign load says nothing about a configuration',
    fix: 'stop that process, or choose another card (gpu.index of the engine profile)',
  });
}
