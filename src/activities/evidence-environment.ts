import { loadProfile } from '../config/load-profile.ts';
import type { EvidenceCheck } from '../contracts/promotion.ts';
import type { Evidence } from '../domain/promotion/evidence.ts';
import type { PromotionDeps } from './promotion-deps.ts';

type Environment = Pick<EvidenceCheck, 'environment' | 'detail'>;

/**
 * Whether what was measured is what is there: the GPU worker's word counts, the profile here only
 * where no worker of that card answers.
 */
export async function checkEnvironment(
  deps: Pick<PromotionDeps, 'askGpu' | 'configDir'>,
  { review, fingerprint }: Pick<Evidence, 'review' | 'fingerprint'>,
): Promise<Environment> {
  const { gpuClass, engines, profileDigest } = review.run;
  const described = await deps.askGpu(gpuClass);
  if (described === null) return checkProfile(deps.configDir, engines, profileDigest);
  const profileChanged = described.profileDigest !== profileDigest;
  const cardChanged = fingerprint !== null && described.fingerprint !== fingerprint;
  if (profileChanged || cardChanged) {
    // Another host of the class says nothing of the one that was measured.
    if (described.host !== review.environment?.host) {
      return { environment: 'unknown', detail: `only ${described.host} answers, which is another` };
    }
    const what = cardChanged ? 'the card or its driver' : `the engine profile ${engines}`;
    return { environment: 'changed', detail: `${what} has changed since the run` };
  }
  return { environment: 'unchanged', detail: `${described.card} on ${described.host}` };
}

function checkProfile(configDir: string, name: string, digest: string): Environment {
  const loaded = loadProfile({ configDir, name });
  if (loaded.kind === 'ok' && loaded.value.digest !== digest) {
    return {
      environment: 'changed',
      detail: `the engine profile ${name} has changed since the run`,
    };
  }
  return { environment: 'unknown', detail: 'no GPU worker answers' };
}
