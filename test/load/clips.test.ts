import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { readClipSet } from '../../src/load/clips.ts';
import { readWavHeader } from '../../src/load/wav-header.ts';
import { wav } from './settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clips-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
const line = (clip: string, text: string) => `${JSON.stringify({ clip, text })}\n`;

describe('a clip set', () => {
  it('is read in the order of transcripts.jsonl, with duration, digest and the longest', async () => {
    await put('b.wav', wav(1.5));
    await put('a.wav', wav(0.5));
    await put('transcripts.jsonl', `${line('b.wav', 'bee')}\n${line('a.wav', 'ay')}`);
    const result = await readClipSet(folder);
    if (result.kind === 'bad') throw new Error(result.reason);
    const { clips, longest } = result.set;
    expect(clips.map(({ name, text, durationMs }) => ({ name, text, durationMs }))).toEqual([
      { name: 'b.wav', text: 'bee', durationMs: 1_500 },
      { name: 'a.wav', text: 'ay', durationMs: 500 },
    ]);
    expect(longest.name).toBe('b.wav');
    expect(clips[1]?.digest).toBe(createHash('sha256').update(wav(0.5)).digest('hex'));
  });

  it('is read from clips.json where there is one, and the digests are checked', async () => {
    const digest = createHash('sha256').update(wav(1)).digest('hex');
    await put('a.wav', wav(1));
    await put('clips.json', JSON.stringify([{ digest, file: 'a.wav', text: 'ay' }]));
    expect(await readClipSet(folder)).toMatchObject({ kind: 'clips' });
    await put('a.wav', wav(1.1));
    expect(await readClipSet(folder)).toMatchObject({
      kind: 'bad',
      reason: expect.stringMatching(/^digest .*, listed /) as string,
    });
  });

  it('ships with the five LibriVox clips', async () => {
    const shipped = new URL('../../config/workloads/librivox', import.meta.url);
    const result = await readClipSet(fileURLToPath(shipped));
    expect(result.kind === 'clips' && result.set.clips).toHaveLength(5);
    expect(result.kind === 'clips' && result.set.longest.durationMs).toBeGreaterThan(5_000);
  });

  test.each([
    { list: undefined, reason: /neither clips.json nor transcripts.jsonl/ },
    { list: '', reason: /no clip is listed/ },
    { list: 'not json\n', reason: /a file name and a text are needed/ },
    { list: line('../a.wav', 'ay'), reason: /a file name and a text are needed/ },
    { list: line('gone.wav', 'ay'), reason: /listed but cannot be read/ },
    { list: line('bad.wav', 'ay'), reason: /no RIFF\/WAVE mark/ },
  ])('is refused with a reason: $reason', async ({ list, reason }) => {
    await put('bad.wav', Buffer.alloc(100));
    if (list !== undefined) await put('transcripts.jsonl', list);
    expect(await readClipSet(folder)).toMatchObject({
      kind: 'bad',
      where: expect.stringContaining(folder) as string,
      reason: expect.stringMatching(reason) as string,
    });
  });
});

describe('a WAV header', () => {
  const changed = (at: number, value: number, bytes: 2 | 4 = 2) => {
    const file = Buffer.from(wav(0.1));
    if (bytes === 2) file.writeUInt16LE(value, at);
    else file.writeUInt32LE(value, at);
    return file;
  };

  it('gives channels, rate, bits and duration', () => {
    expect(readWavHeader(wav(0.25, 16_000))).toEqual({
      kind: 'wav',
      channels: 1,
      sampleRateHz: 16_000,
      bitsPerSample: 16,
      dataBytes: 8_000,
      durationMs: 250,
    });
  });

  it('may have other chunks before the sound, odd ones padded', () => {
    const file = Buffer.from(wav(0.25));
    const extra = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    const longer = Buffer.concat([file.subarray(0, 36), extra, file.subarray(36)]);
    expect(readWavHeader(longer)).toMatchObject({ kind: 'wav', durationMs: 250 });
  });

  test.each([
    ['short', Buffer.from('RIFF'), '4 bytes are shorter than a WAV header (44)'],
    ['not PCM', changed(20, 3), 'coding 3, only PCM (1) is read'],
    ['without channels', changed(22, 0), '0 channels of 8000 Hz and 16 bits'],
    ['cut off', changed(40, 9_999, 4), '9999 bytes of sound are announced, 1600 are there'],
    ['silent', changed(40, 0, 4), 'no sound in it'],
    ['with a cut format', changed(16, 0xffff_fff0, 4), 'no data chunk'],
  ])('that is %s is bad, and says why', (_, bytes, reason) => {
    expect(readWavHeader(bytes)).toEqual({ kind: 'bad', reason });
  });
});
