import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { poolWordErrors, wordErrorsOf } from '../../src/load/index.ts';
import { readSentences } from '../../src/load/sentences-to-wav.ts';
import { createTranscripts } from '../../src/simulator/transcripts.ts';
import { readSimulation } from './start-engine.ts';

const { models } = readSimulation('simulated').stt;
const clips = readSentences(resolve('config/workloads/sentences.txt')).map((text, index) => ({
  digest: `clip-${index}`,
  text,
}));

test.each(Object.entries(models))('%s makes errors at its true rate', (_, { wordErrorPpm }) => {
  const hear = createTranscripts(clips, wordErrorPpm);
  const { words, substitutions, deletions, insertions } = poolWordErrors(
    clips.map(({ digest, text }) => wordErrorsOf(text, hear(digest))),
  );
  const rate = (substitutions + deletions + insertions) / words;
  expect(Math.abs(rate - wordErrorPpm / 1_000_000)).toBeLessThan(0.005);
});

test('the same clip is heard the same way every time', () => {
  const [first, second] = [1, 2].map(() => createTranscripts(clips, 100_000));
  expect(clips.map(({ digest }) => first?.(digest))).toEqual(
    clips.map(({ digest }) => second?.(digest)),
  );
});

test('a model without errors hears what was said', () => {
  const hear = createTranscripts(clips, 0);
  expect(clips.map(({ digest }) => hear(digest))).toEqual(clips.map(({ text }) => text));
});
