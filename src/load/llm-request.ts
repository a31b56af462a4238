import { createParser } from 'eventsource-parser';
import { exchange } from './http-exchange.ts';
import { fieldOf, numberOf, parseJson, textOf } from './json-value.ts';
import { requestError } from './request-error.ts';
import type { Connections } from './http-exchange.ts';
import type { RequestError } from './request-error.ts';

export type LlmRequest = {
  readonly model: string;
  readonly prompt: string;
  readonly maxTokens: number;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Times are microseconds of the engines' clock. Tokens are the server's count, else content chunks. */
export type LlmResult =
  | {
      readonly kind: 'ok';
      readonly latencyUs: number;
      readonly firstTokenUs: number;
      readonly tokens: number;
      readonly promptTokens?: number;
    }
  | { readonly kind: 'error'; readonly error: RequestError }
  | { readonly kind: 'aborted' };

/** One streamed chat completion of exactly `maxTokens` tokens, so that every request is equal work. */
export async function complete(connections: Connections, request: LlmRequest): Promise<LlmResult> {
  const stream = createStreamReader();
  const answer = await exchange(connections, {
    method: 'POST',
    path: 'v1/chat/completions',
    headers: { ...request.headers, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(bodyOf(request))),
    timeoutMs: request.timeoutMs,
    signal: request.signal,
    onPiece: stream.feed,
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
  return stream.result(answer.elapsedUs, connections.clock.engineUs);
}

function bodyOf({ model, prompt, maxTokens }: LlmRequest): object {
  return {
    model,
    messages: [{ role: 'user', content: prompt }],
    max_tokens: maxTokens,
    temperature: 0,
    ignore_eos: true,
    stream: true,
    stream_options: { include_usage: true },
  };
}

type StreamReader = {
  readonly feed: (text: string, elapsedUs: number) => void;
  readonly result: (totalUs: number, engineUs: (realUs: number) => number) => LlmResult;
};

/** Comments never reach the parser's event callback; the role chunk has no content and is skipped. */
function createStreamReader(): StreamReader {
  let nowUs = 0;
  let firstTokenUs: number | undefined;
  let chunks = 0;
  let finished = false;
  let usage: unknown;
  let failure: RequestError | undefined;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') {
        finished = true;
        return;
      }
      const value = parseJson(data);
      failure ??= failureIn(value, data);
      const choice = fieldOf(fieldOf(value, 'choices'), 0);
      const content = textOf(fieldOf(fieldOf(choice, 'delta'), 'content'));
      if (content !== undefined && content !== '') {
        firstTokenUs ??= nowUs;
        chunks += 1;
      }
      finished ||= textOf(fieldOf(choice, 'finish_reason')) !== undefined;
      usage = fieldOf(value, 'usage') ?? usage;
    },
  });
  return {
    feed: (text, elapsedUs) => {
      nowUs = elapsedUs;
      parser.feed(text);
    },
    result: (totalUs, engineUs) => {
      if (failure !== undefined) {
        return { kind: 'error', error: failure };
      }
      if (firstTokenUs === undefined || !finished) {
        const what = firstTokenUs === undefined ? 'has no content' : 'ended early';
        return { kind: 'error', error: requestError('garbage', `the event stream ${what}`) };
      }
      const tokens = numberOf(fieldOf(usage, 'completion_tokens')) ?? chunks;
      const promptTokens = numberOf(fieldOf(usage, 'prompt_tokens'));
      const latencyUs = engineUs(totalUs);
      const measured = {
        kind: 'ok',
        latencyUs,
        firstTokenUs: engineUs(firstTokenUs),
        tokens,
      } as const;
      return promptTokens === undefined ? measured : { ...measured, promptTokens };
    },
  };
}

/** Servers report a death in mid-stream as an event with `error`, under status 200. */
function failureIn(value: unknown, data: string): RequestError | undefined {
  const error = fieldOf(value, 'error');
  if (error !== undefined && error !== null) {
    const status = numberOf(fieldOf(error, 'code')) ?? 500;
    const text = textOf(fieldOf(error, 'message')) ?? textOf(error) ?? data;
    return requestError('http', `${status} in the stream: ${text}`, { status });
  }
  return value === undefined || typeof value !== 'object'
    ? requestError('garbage', `an event that is no JSON: ${data}`)
    : undefined;
}
