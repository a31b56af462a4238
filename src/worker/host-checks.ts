import type { Settings } from '../config/environment.ts';
import type { ProcessProfile, Profile } from '../contracts/schemas/profile.ts';
import { DreamError } from '../contracts/errors.ts';
import type { CardDescription, CardUse } from '../engines/card.ts';
import { checkCleanCard } from '../engines/clean-card.ts';
import { createCard } from '../engines/create-card.ts';
import { findUnclosed } from '../engines/session-record.ts';

/** What `doctor` sees of this host's card, before anything is started. */
export type CardState =
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'failed'; readonly error: DreamError }
  | { readonly kind: 'free' | 'in-use'; readonly card: CardDescription; readonly use: CardUse };

/** Looks at the card of a profile; starts nothing but nvidia-smi. */
export async function inspectCard(settings: Settings, profile: Profile): Promise<CardState> {
  if (profile.kind === 'recorded') return { kind: 'none', why: 'recorded answers need no card' };
  if (profile.simulated) return { kind: 'none', why: 'the card is simulated' };
  try {
    return await lookAt(settings, profile);
  } catch (error) {
    if (error instanceof DreamError) return { kind: 'failed', error };
    throw error;
  }
}

async function lookAt({ engineVariables }: Settings, { gpu }: ProcessProfile): Promise<CardState> {
  const card = createCard({
    command: gpu.nvidiaSmi,
    env: { ...engineVariables },
    index: gpu.index,
  });
  const [described, use] = [await card.describe(), await card.use()];
  const isDirty = card.kind === 'nvidia' && checkCleanCard(use, gpu).kind === 'dirty';
  return { kind: isDirty ? 'in-use' : 'free', card: described, use };
}

/** Sessions of this state folder that no living worker owns: the next worker sweeps them. */
export function unclosedSessions(
  settings: Settings,
): readonly { readonly marker: string; readonly engines: number }[] {
  return findUnclosed(settings.stateDir).map(({ marker, engines }) => ({
    marker,
    engines: engines.length,
  }));
}
