import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of `clips.json`: which sentence a WAV stands for, by the SHA-256 of its bytes. */
export type MadeClip = { readonly digest: string; readonly file: string; readonly text: string };

export type MadeClips = { readonly folder: string; readonly clips: readonly MadeClip[] };

const sampleRateHz = 16_000;

/**
 * Makes one WAV (16 kHz mono s16, 2-6 s of soft tones) for each line of a sentence file, the same
 * bytes for the same seed, with `clips.json` beside them. A folder made before is used as it is,
 * and made anew where a byte of it has changed. Throws on a file that cannot be read or written.
 */
export const makeClips = (sentenceFile: string, cacheFolder: string, seed: number): MadeClips => {
  const sentences = readSentences(sentenceFile);
  const key = sha256(Buffer.from([seed, ...sentences].join('\n'))).slice(0, 16);
  const folder = join(cacheFolder, `clips-${key}`);
  const kept = readMade(folder, sentences);
  return { folder, clips: kept ?? writeClips(folder, sentences, seed) };
};

const writeClips = (
  folder: string,
  sentences: readonly string[],
  seed: number,
): readonly MadeClip[] => {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const clips = sentences.map((text, index) => {
    const wav = makeWav(text, seed, index);
    const file = `clip-${String(index + 1).padStart(3, '0')}.wav`;
    writeFileSync(join(draft, file), wav);
    return { digest: sha256(wav), file, text };
  });
  writeFileSync(join(draft, 'clips.json'), `${JSON.stringify(clips, null, 2)}\n`);
  settle(draft, folder, sentences);
  return clips;
};

/** The clips of a folder made before; null where they are not all there and whole. */
const readMade = (folder: string, sentences: readonly string[]): readonly MadeClip[] | null => {
  try {
    const listed: unknown = JSON.parse(readFileSync(join(folder, 'clips.json'), 'utf8'));
    const clips = Array.isArray(listed) ? listed.filter(isMadeClip) : [];
    const isWhole = sentences.every((text, index) => {
      const clip = clips[index];
      return clip?.text === text && sha256(readFileSync(join(folder, clip.file))) === clip.digest;
    });
    return isWhole && clips.length === sentences.length ? clips : null;
  } catch {
    return null;
  }
};

const isMadeClip = (value: unknown): value is MadeClip =>
  typeof value === 'object' &&
  value !== null &&
  ['digest', 'file', 'text'].every((key) => typeof Reflect.get(value, key) === 'string');

/** The sentences of a file: one a line, blank lines and `#` comments left out. */
export const readSentences = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Seconds by the number of words, between 2 and 6. */
export const secondsOf = (text: string): number =>
  Math.min(6, Math.max(2, text.split(/\s+/).length * 0.4));

// two runs may make the same folder at once, with equal contents: the first to rename it wins
const settle = (draft: string, folder: string, sentences: readonly string[]): void => {
  try {
    renameSync(draft, folder);
  } catch {
    if (readMade(folder, sentences) !== null) {
      rmSync(draft, { recursive: true, force: true });
      return;
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  }
};

const makeWav = (text: string, seed: number, index: number): Buffer => {
  const samples = Math.round(secondsOf(text) * sampleRateHz);
  const notes = createHash('sha256').update(`${seed}/${index}/${text}`).digest();
  const data = Buffer.alloc(samples * 2);
  const noteLength = Math.floor(sampleRateHz / 4);
  for (let at = 0; at < samples; at += 1) {
    const note = notes[Math.floor(at / noteLength) % notes.length] ?? 0;
    const within = (at % noteLength) / noteLength;
    const wave = Math.sin((2 * Math.PI * (180 + note) * at) / sampleRateHz);
    data.writeInt16LE(Math.round(2_400 * Math.sin(Math.PI * within) * wave), at * 2);
  }
  return Buffer.concat([wavHeader(data.length), data]);
};

const wavHeader = (dataBytes: number): Buffer => {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
};

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
