import { randomBytes } from 'node:crypto';
import { exchange } from './http-exchange.ts';
import { fieldOf, numberOf, parseJson, textOf } from './json-value.ts';
import { requestError } from './request-error.ts';
import type { Clip } from './clips.ts';
import type { Connections } from './http-exchange.ts';
import type { RequestError } from './request-error.ts';

export type SttRequest = {
  readonly model: string;
  readonly clip: Clip;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Times are microseconds of the engines' clock. `queueUs`: what the server says it waited. */
export type SttResult =
  | {
      readonly kind: 'ok';
      readonly latencyUs: number;
      readonly text: string;
      readonly queueUs?: number;
    }
  | { readonly kind: 'error'; readonly error: RequestError }
  | { readonly kind: 'aborted' };

/** One transcription; the latency runs from just before the send to the full body. */
export async function transcribe(
  connections: Connections,
  { model, clip, timeoutMs, signal, headers = {} }: SttRequest,
): Promise<SttResult> {
  const form = formOf(model, clip);
  const answer = await exchange(connections, {
    method: 'POST',
    path: 'v1/audio/transcriptions',
    headers: { ...headers, 'content-type': form.contentType },
    body: form.body,
    timeoutMs,
    signal,
  });
  if (answer.kind !== 'answered') {
    return answer;
  }
  if (answer.status !== 200) {
    const error = requestError('http', `${answer.status} ${answer.body}`, {
      status: answer.status,
    });
    return { kind: 'error', error };
  }
  const value = parseJson(answer.body);
  const text = textOf(fieldOf(value, 'text'));
  if (text === undefined) {
    return { kind: 'error', error: requestError('garbage', `no transcript in: ${answer.body}`) };
  }
  const { clock } = connections;
  const latencyUs = clock.engineUs(answer.elapsedUs);
  const queueSeconds = numberOf(fieldOf(value, 'queue_seconds'));
  return queueSeconds === undefined
    ? { kind: 'ok', latencyUs, text }
    : { kind: 'ok', latencyUs, text, queueUs: clock.engineUs(queueSeconds * 1_000_000) };
}

function formOf(model: string, clip: Clip): { contentType: string; body: Uint8Array } {
  const boundary = `dream-${randomBytes(12).toString('hex')}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const fileName = clip.name.replace(/[^\w.-]/g, '_');
  const head =
    field('model', model) +
    field('response_format', 'json') +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\n` +
    'content-type: audio/wav\r\n\r\n';
  const body = Buffer.concat([
    Buffer.from(head),
    clip.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}
