import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of `clips.json`: which sentence a WAV stands for, by the SHA-256 of its bytes. */
export type MadeClip = { readonly digest: string; readonly file: string; readonly text: string };

export type MadeClips = { readonly folder: string; readonly clips: readonly MadeClip[] };

const sampleRateHz = 16_000;

/**
 * Makes one WAV (16 kHz mono s16, 2-6 s of soft tones) for each line of a sentence file, the same
 * bytes for the same seed, with `clips.json` beside them. A folder already made is used as it is.
 * Throws where the file cannot be read or the folder not be written.
 */
export const makeClips = (sentenceFile: string, cacheFolder: string, seed: number): MadeClips => {
  const sentences = readSentences(sentenceFile);
  const key = sha256(Buffer.from([seed, ...sentences].join('\n'))).slice(0, 16);
  const folder = join(cacheFolder, `clips-${key}`);
  const clips = sentences.map((text, index) => {
    const wav = makeWav(text, seed, index);
    const file = `clip-${String(index + 1).padStart(3, '0')}.wav`;
    return { digest: sha256(wav), file, text, wav };
  });
  const listed = clips.map(({ digest, file, text }) => ({ digest, file, text }));
  if (!existsSync(join(folder, 'clips.json'))) {
    const draft = `${folder}.${process.pid}`;
    mkdirSync(draft, { recursive: true });
    for (const { file, wav } of clips) {
      writeFileSync(join(draft, file), wav);
    }
    writeFileSync(join(draft, 'clips.json'), `${JSON.stringify(listed, null, 2)}\n`);
    settle(draft, folder);
  }
  return { folder, clips: listed };
};

/** The sentences of a file: one a line, blank lines and `#` comments left out. */
export const readSentences = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Seconds by the number of words, between 2 and 6. */
export const secondsOf = (text: string): number =>
  Math.min(6, Math.max(2, text.split(/\s+/).length * 0.4));

// two runs may make the same folder at once: the first to rename it wins, the contents are equal
const settle = (draft: string, folder: string): void => {
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(join(folder, 'clips.json'))) {
      throw error;
    }
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
