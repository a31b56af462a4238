/** What the header of a RIFF/WAVE file says. */
export type WavHeader =
  | {
      readonly kind: 'wav';
      readonly channels: number;
      readonly sampleRateHz: number;
      readonly bitsPerSample: number;
      readonly dataBytes: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'bad'; readonly reason: string };

const bad = (reason: string): WavHeader => ({ kind: 'bad', reason });

/** Reads the chunks up to `data`; extra chunks before it are skipped. Only PCM is accepted. */
export function readWavHeader(bytes: Uint8Array): WavHeader {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 44) {
    return bad(`${file.length} bytes are shorter than a WAV header (44)`);
  }
  if (tag(file, 0) !== 'RIFF' || tag(file, 8) !== 'WAVE') {
    return bad('no RIFF/WAVE mark at the start');
  }
  let format: Buffer | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const name = tag(file, at);
    const size = file.readUInt32LE(at + 4);
    if (name === 'data') {
      return format === undefined
        ? bad('data before format')
        : described(format, size, file.length - at - 8);
    }
    if (name === 'fmt ') {
      format = file.subarray(at + 8, at + 8 + size);
    }
    at += 8 + size + (size % 2);
  }
  return bad('no data chunk');
}

const tag = (file: Buffer, at: number): string => file.toString('latin1', at, at + 4);

function described(format: Buffer, dataBytes: number, present: number): WavHeader {
  if (format.length < 16) {
    return bad(`format chunk of ${format.length} bytes, at least 16 are needed`);
  }
  const coding = format.readUInt16LE(0);
  const channels = format.readUInt16LE(2);
  const sampleRateHz = format.readUInt32LE(4);
  const bitsPerSample = format.readUInt16LE(14);
  const bytesPerSecond = (sampleRateHz * channels * bitsPerSample) / 8;
  if (coding !== 1) {
    return bad(`coding ${coding}, only PCM (1) is read`);
  }
  if (bytesPerSecond === 0) {
    return bad(`${channels} channels of ${sampleRateHz} Hz and ${bitsPerSample} bits`);
  }
  if (dataBytes > present) {
    return bad(`${dataBytes} bytes of sound are announced, ${present} are there`);
  }
  if (dataBytes === 0) {
    return bad('no sound in it');
  }
  const durationMs = Math.round((dataBytes / bytesPerSecond) * 1_000);
  return { kind: 'wav', channels, sampleRateHz, bitsPerSample, dataBytes, durationMs };
}
