import { entriesOf, fieldOf, flagAt, intAt, textAt } from './foreign.ts';
import { readWords } from './read-observation.ts';
import type { PreparedView, ViewEnvironment } from './view.ts';

/** What preparation taught; null where the answer is none. */
export function readPrepared(value: unknown): PreparedView | null {
  const tookMs = intAt(value, 'tookMs');
  if (tookMs === null) return null;
  return {
    tookMs,
    measured: flagAt(value, 'measured'),
    environment: readEnvironment(fieldOf(value, 'environment')),
    words: Object.fromEntries(
      entriesOf(fieldOf(value, 'words')).flatMap(([model, told]) => {
        const words = readWords(told);
        return words === null ? [] : [[model, words]];
      }),
    ),
  };
}

function readEnvironment(value: unknown): ViewEnvironment | null {
  const host = textAt(value, 'host');
  const card = textAt(value, 'card');
  const driver = textAt(value, 'driver');
  const digest = textAt(value, 'digest');
  const engines = fieldOf(value, 'engines');
  if (host === null || card === null || driver === null || digest === null) return null;
  return {
    host,
    card,
    driver,
    engines: { llm: textAt(engines, 'llm') ?? '', stt: textAt(engines, 'stt') ?? '' },
    versions: Object.fromEntries(
      entriesOf(fieldOf(value, 'versions')).flatMap(([name, version]) =>
        typeof version === 'string' ? [[name, version]] : [],
      ),
    ),
    simulated: flagAt(value, 'simulated'),
    digest,
  };
}
