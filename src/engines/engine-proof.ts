import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import type { KnobValue } from '../domain/space.ts';
import type { Card } from './card.ts';
import { renderValue } from './engine-command.ts';
import type { RunningEngine } from './engine.ts';
import { proveLlm } from './llm-proof.ts';
import type { LlmProof, Proved } from './llm-proof.ts';
import { fetchText } from './readiness.ts';
import { isMissingOnCard, proveStt } from './stt-proof.ts';
import type { SttProof } from './stt-proof.ts';
import { listDescendants } from './sweep.ts';

export type ProverOptions = {
  readonly profile: ProcessProfile;
  readonly card: Card;
  /** Pids of all engines of the session. */
  readonly ownPids: () => readonly number[];
};

export type Prover = {
  readonly proveLlm: (engine: RunningEngine) => Promise<Proved<LlmProof>>;
  readonly proveStt: (engine: RunningEngine) => Promise<Proved<SttProof>>;
};

const answerTimeoutMs = 10_000;

/** Asks running engines what they really run, by the knobs that the profile's memory figures name. */
export function createProver({ profile, card, ownPids }: ProverOptions): Prover {
  const { levelKnob, modelKnob } = profile.memory;

  const isOffCard = async ({ process }: RunningEngine): Promise<boolean> => {
    const wantsGpu = profile.engines.stt.expect.device?.startsWith('cuda') === true;
    if (!wantsGpu || card.kind !== 'nvidia') {
      return false;
    }
    const { processes } = await card.use();
    const stt = [process.pid, ...listDescendants(process).map(({ pid }) => pid)];
    return isMissingOnCard(processes, { stt, ours: ownPids() });
  };

  return {
    proveLlm: async (engine) => {
      const metrics = await fetchText(engine.metricsUrl, answerTimeoutMs);
      return proveLlm(metrics ?? '', Number(engine.settings[levelKnob]));
    },
    proveStt: async (engine) => {
      const knob = profile.engines.stt.knobs[modelKnob];
      const value: KnobValue = engine.settings[modelKnob] ?? '';
      const health = await fetchText(engine.healthUrl, answerTimeoutMs);
      const proved = proveStt(health ?? '', {
        ...profile.engines.stt.expect,
        model: String(value),
        modelArgument: knob === undefined ? '' : renderValue(modelKnob, knob, value),
      });
      return proved.kind === 'proved' && (await isOffCard(engine))
        ? { kind: 'cpu-fallback', evidence: 'the card lists no process of the speech server' }
        : proved;
    },
  };
}
