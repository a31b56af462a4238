/** Which server a knob belongs to. LLM knobs cost a boot ("level"), STT knobs a restart ("model"). */
export type EngineRole = 'llm' | 'stt';

export type KnobValue = number | string;

/** One dimension of the search space: the values a configuration may take for it, in their order. */
export type Knob = {
  readonly name: string;
  readonly engine: EngineRole;
  readonly values: readonly KnobValue[];
};

/** Hard bounds of a numeric knob, enforced outside the search too: nothing outside is ever applied. */
export type Bound = { readonly knob: string; readonly min: number; readonly max: number };

export type Space = { readonly knobs: readonly Knob[]; readonly bounds: readonly Bound[] };

/** One value for each knob of the space. */
export type Configuration = Readonly<Record<string, KnobValue>>;
