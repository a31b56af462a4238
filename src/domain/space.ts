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

/** How many configurations the space has. */
export function cellCount(space: Space): number {
  return space.knobs.reduce((count, knob) => count * knob.values.length, 1);
}

/** The configuration of a cell, 0 .. cellCount - 1; the last knob changes fastest. Throws outside. */
export function configurationAt(space: Space, cell: number): Configuration {
  const entries: [string, KnobValue][] = [];
  let rest = cell;
  for (const knob of space.knobs.toReversed()) {
    const value = knob.values[rest % knob.values.length];
    if (value === undefined) throw noCell(cell);
    entries.unshift([knob.name, value]);
    rest = Math.floor(rest / knob.values.length);
  }
  if (rest !== 0) throw noCell(cell);
  return Object.fromEntries(entries);
}

function noCell(cell: number): RangeError {
  return new RangeError(`cell ${cell} is not in the space`);
}

/** The cell of a configuration, or null: a knob missing, unknown, or with a value of no cell. */
export function cellOf(space: Space, configuration: Configuration): number | null {
  if (Object.keys(configuration).length !== space.knobs.length) return null;
  let cell = 0;
  for (const knob of space.knobs) {
    const index = knob.values.findIndex((value) => value === configuration[knob.name]);
    if (index < 0) return null;
    cell = cell * knob.values.length + index;
  }
  return cell;
}

/** What needs a boot: the LLM knobs' values, in their order, e.g. `50`. */
export function levelOf(space: Space, configuration: Configuration): string {
  return valuesFor(space, configuration, 'llm');
}

/** What needs an STT restart: the STT knobs' values, e.g. `small`. */
export function modelOf(space: Space, configuration: Configuration): string {
  return valuesFor(space, configuration, 'stt');
}

function valuesFor(space: Space, configuration: Configuration, engine: EngineRole): string {
  const knobs = space.knobs.filter((knob) => knob.engine === engine);
  return knobs.map((knob) => String(configuration[knob.name])).join(',');
}

/** All levels in the order of the space; a level's number is its place here. */
export function levels(space: Space): readonly string[] {
  const llm = onlyEngine(space, 'llm');
  return Array.from({ length: cellCount(llm) }, (_, number) =>
    levelOf(llm, configurationAt(llm, number)),
  );
}

/** All STT models (values of the STT knobs) in the order of the space. */
export function models(space: Space): readonly string[] {
  const stt = onlyEngine(space, 'stt');
  return Array.from({ length: cellCount(stt) }, (_, number) =>
    modelOf(stt, configurationAt(stt, number)),
  );
}

function onlyEngine(space: Space, engine: EngineRole): Space {
  return { knobs: space.knobs.filter((knob) => knob.engine === engine), bounds: [] };
}

/** Number of a cell's level: `levels(space)[levelNumber(space, cell)]`. */
export function levelNumber(space: Space, cell: number): number {
  return levelReader(space)(cell);
}

/** `levelNumber` of one space, made ready for many cells. */
export function levelReader(space: Space): (cell: number) => number {
  return engineReader(space, 'llm');
}

/** Number of a cell's STT model: `models(space)[modelNumber(space, cell)]`. */
export function modelNumber(space: Space, cell: number): number {
  return engineReader(space, 'stt')(cell);
}

function engineReader(space: Space, engine: EngineRole): (cell: number) => number {
  const parts: { readonly stride: number; readonly size: number; readonly weight: number }[] = [];
  let stride = 1;
  let weight = 1;
  for (const knob of space.knobs.toReversed()) {
    const size = knob.values.length;
    if (knob.engine === engine) {
      parts.push({ stride, size, weight });
      weight *= size;
    }
    stride *= size;
  }
  return (cell) =>
    parts.reduce(
      (number, part) => number + (Math.floor(cell / part.stride) % part.size) * part.weight,
      0,
    );
}

/** Hard bounds: every bounded knob that is set has a number from min to max, ends included. */
export function isWithinBounds(space: Space, configuration: Configuration): boolean {
  return space.bounds.every(({ knob, min, max }) => {
    const value = configuration[knob];
    return value === undefined || (typeof value === 'number' && value >= min && value <= max);
  });
}

/** All cells within the hard bounds, ascending. */
export function cellsWithinBounds(space: Space): readonly number[] {
  let cells: readonly number[] = [0];
  for (const { name, values } of space.knobs) {
    const places = values.flatMap((value, place) =>
      isWithinBounds(space, { [name]: value }) ? [place] : [],
    );
    cells = cells.flatMap((cell) => places.map((place) => cell * values.length + place));
  }
  return cells;
}

/** Stable text of a configuration, knobs sorted by name: `gpu_memory=50 whisper=small`. */
export function configurationKey(configuration: Configuration): string {
  return Object.keys(configuration)
    .toSorted()
    .map((name) => `${name}=${String(configuration[name])}`)
    .join(' ');
}

/**
 * The space with the baseline's missing values added, so that the baseline is a cell: numbers where
 * they belong in ascending order, texts last. Cells are renumbered: call it once, before a search.
 */
export function withBaseline(space: Space, baseline: Configuration): Space {
  const knobs = space.knobs.map((knob) => {
    const value = baseline[knob.name];
    if (value === undefined || knob.values.includes(value)) return knob;
    const larger = knob.values.findIndex((other) => isLarger(other, value));
    const at = larger < 0 ? knob.values.length : larger;
    return { ...knob, values: knob.values.toSpliced(at, 0, value) };
  });
  return { ...space, knobs };
}

function isLarger(left: KnobValue, right: KnobValue): boolean {
  return typeof left === 'number' && typeof right === 'number' && left > right;
}
