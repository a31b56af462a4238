import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadLandscape } from '../../src/config/load-landscape.ts';
import { loadProfile } from '../../src/config/load-profile.ts';
import { resolveExperiment } from '../../src/config/resolve-experiment.ts';
import type { Landscape } from '../../src/contracts/schemas/landscape.ts';
import type { RecordedProfile } from '../../src/contracts/schemas/profile.ts';
import { feasibility } from '../../src/domain/feasibility.ts';
import { judge } from '../../src/domain/judge.ts';

function load(): { profile: RecordedProfile; landscape: Landscape } {
  const loaded = loadProfile({ configDir: 'config', name: 'recorded' });
  if (loaded.kind === 'invalid' || loaded.value.profile.kind !== 'recorded') {
    throw new Error(JSON.stringify(loaded));
  }
  const landscape = loadLandscape('config', loaded.value.profile);
  if (landscape.kind === 'invalid') {
    throw new Error(JSON.stringify(landscape.problems));
  }
  return { profile: loaded.value.profile, landscape: landscape.value };
}

const { profile, landscape } = load();

it('covers the 30 cells of the finer space, two or more times each', () => {
  expect(landscape.cells).toHaveLength(30);
  expect(landscape.cells.every(({ repeats }) => repeats.length >= 2)).toBe(true);
});

it('refuses exactly the cells that the arithmetic of the profile rules out', () => {
  for (const { configuration, repeats } of landscape.cells) {
    const refused = repeats.map(({ apply }) => apply.kind === 'refused');
    const infeasible = feasibility(profile.memory, configuration).kind === 'infeasible';
    expect({ configuration, refused }).toEqual({
      configuration,
      refused: repeats.map(() => infeasible),
    });
  }
});

it('runs out of memory under stress at 60 % / small only', () => {
  const out = landscape.cells.filter(({ repeats }) =>
    repeats.some(({ capacity }) => capacity?.kind === 'fault'),
  );
  expect(out.map(({ configuration }) => configuration)).toEqual([
    { vllm_memory_pct: 60, whisper_model: 'small' },
  ]);
});

describe('truth', () => {
  const spec = resolveExperiment({
    configDir: 'config',
    input: { engines: 'recorded', experiment: 'spica_finer' },
    namespaceAttributes: [],
  });
  if (spec.kind === 'invalid') {
    throw new Error(JSON.stringify(spec.problems));
  }
  const { objectives, quality } = spec.value;
  const wordsOf = (model: string) => landscape.words[model] ?? null;

  const verdicts = landscape.cells.flatMap(({ configuration, repeats }) =>
    repeats.flatMap(({ apply, stt, llm, capacity, gpu }) => {
      const words = wordsOf(String(configuration['whisper_model']));
      if (
        apply.kind !== 'applied' ||
        stt?.kind !== 'observed' ||
        llm?.kind !== 'observed' ||
        capacity?.kind !== 'observed' ||
        gpu === undefined ||
        words === null
      ) {
        return [];
      }
      const observations = {
        applied: apply,
        stt: stt.observation,
        llm: llm.observation,
        capacity: capacity.observation,
        gpu,
      };
      const rules = { objectives, quality, baselineWords: wordsOf('small') };
      const verdict = judge(rules, { kind: 'observed', observations, words });
      const cell = `${configuration['vllm_memory_pct']} ${configuration['whisper_model']}`;
      return [{ cell, verdict }];
    }),
  );

  const fitnessOf = (wanted: string): number[] =>
    verdicts.flatMap(({ cell, verdict }) =>
      cell === wanted && verdict.kind === 'scored' ? [verdict.fitnessPpm] : [],
    );

  it('is that 60 % / base wins by 0.15 or more over the baseline, whichever repeats are drawn', () => {
    const gain = Math.min(...fitnessOf('60 base')) - Math.max(...fitnessOf('50 small'));
    expect(gain).toBeGreaterThan(150_000);
  });

  it('is that no other cell comes near 60 % / base', () => {
    const best = Math.min(...fitnessOf('60 base'));
    const others = verdicts
      .filter(({ cell, verdict }) => cell !== '60 base' && verdict.kind === 'scored')
      .flatMap(({ cell }) => fitnessOf(cell));
    expect(best - Math.max(...others)).toBeGreaterThan(50_000);
  });

  it('is that tiny transcribes too badly at every level', () => {
    const tiny = verdicts.filter(({ cell }) => cell.endsWith('tiny'));
    expect(tiny.length).toBeGreaterThan(0);
    expect(
      tiny.filter(({ verdict }) => verdict.kind !== 'disqualified' || verdict.reason !== 'quality'),
    ).toEqual([]);
  });
});

it('is what its script makes, byte for byte', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dream-landscape-'));
  const made = join(folder, 'spica.json');
  execFileSync('npx', ['tsx', 'scripts/make-landscape.ts', made]);
  const text = readFileSync(made, 'utf8');
  rmSync(folder, { recursive: true });
  expect(text).toBe(readFileSync('config/engines/landscapes/spica.json', 'utf8'));
});

it('says what is wrong with a landscape of another form', () => {
  const broken = loadLandscape('.', { ...profile, landscape: 'package.json' });
  expect(broken).toMatchObject({
    kind: 'invalid',
    problems: expect.arrayContaining([expect.objectContaining({ where: 'package.json' })]),
  });
});
