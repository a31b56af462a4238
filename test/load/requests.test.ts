import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createClock } from '../../src/load/clock.ts';
import { connectTo } from '../../src/load/http-exchange.ts';
import { complete } from '../../src/load/llm-request.ts';
import { transcribe } from '../../src/load/stt-request.ts';
import type { Handler, TestServer } from './servers.ts';
import { event, llmHandler, startServer, sttHandler } from './servers.ts';
import { short } from './settings.ts';

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) {
    await end();
  }
});

async function serve(handler: Handler, factor = 1) {
  const server: TestServer = await startServer(handler);
  const connections = connectTo(server.url, createClock(factor));
  endings.push(
    () => connections.close(),
    () => server.close(),
  );
  return { server, connections };
}

const live = new AbortController().signal;
const speech = { model: 'whisper', clip: short, timeoutMs: 2_000, signal: live };
const text = { model: 'toy', prompt: 'hi there', maxTokens: 4, timeoutMs: 2_000, signal: live };

describe('a transcription request', () => {
  it('sends model, format and the whole clip, and takes latency, text and queue time', async () => {
    const { server, connections } = await serve(sttHandler({ latencyMs: 60 }));
    const result = await transcribe(connections, speech);
    expect(result).toMatchObject({ kind: 'ok', text: 'hello', queueUs: 10_000 });
    expect(result.kind === 'ok' && result.latencyUs).toBeGreaterThanOrEqual(59_000);
    const [call] = server.calls;
    expect(call?.path).toBe('/v1/audio/transcriptions');
    expect(call?.body).toContain('name="model"\r\n\r\nwhisper\r\n');
    expect(call?.body).toContain('name="response_format"\r\n\r\njson\r\n');
    expect(call?.body).toContain(Buffer.from(short.bytes).toString('latin1'));
  });

  it('multiplies latencies by the factor of the clock', async () => {
    const { connections } = await serve(sttHandler({ latencyMs: 60 }), 2);
    const result = await transcribe(connections, speech);
    expect(result.kind === 'ok' && result.latencyUs).toBeGreaterThanOrEqual(118_000);
    expect(result).toMatchObject({ queueUs: 20_000 });
  });

  it('keeps its connection for the next request', async () => {
    const { server, connections } = await serve(sttHandler({ latencyMs: 1 }));
    for (let at = 0; at < 5; at += 1) {
      await transcribe(connections, speech);
    }
    expect(server.connections()).toBe(1);
  });

  it('takes a kept connection that the server closed for no failure', async () => {
    let answered = 0;
    const { connections } = await serve((_, response) => {
      answered += 1;
      if (answered === 2) {
        response.socket?.resetAndDestroy();
        return;
      }
      response.end('{"text":"hello"}');
    });
    await transcribe(connections, speech);
    expect(await transcribe(connections, speech)).toMatchObject({ kind: 'ok' });
    expect(answered).toBe(3);
  });

  it('ends at its time-out as a time-out, not as a number', async () => {
    const { connections } = await serve(() => undefined);
    const result = await transcribe(connections, { ...speech, timeoutMs: 80 });
    expect(result).toEqual({
      kind: 'error',
      error: {
        kind: 'timeout',
        text: 'no complete answer from v1/audio/transcriptions in 80 ms',
      },
    });
  });

  it('reports a status other than 200 with its text, without secrets, in 300 characters', async () => {
    const { connections } = await serve((_, response) => {
      response.writeHead(401).end(`bad api_key=abc123 "Bearer xyz.abc" ${'x'.repeat(500)}`);
    });
    const result = await transcribe(connections, speech);
    expect(result).toMatchObject({ kind: 'error', error: { kind: 'http', status: 401 } });
    const said = result.kind === 'error' ? result.error.text : '';
    expect(said).toMatch(/^401 bad api_key=\[redacted\] "Bearer \[redacted\] x+$/);
    expect(said.length).toBeLessThanOrEqual(300);
  });

  it.each(['<html>', '{"segments":[]}', '{"text":7}', ''])('calls %j garbage', async (body) => {
    const { connections } = await serve((_, response) => void response.end(body));
    expect(await transcribe(connections, speech)).toMatchObject({
      kind: 'error',
      error: { kind: 'garbage' },
    });
  });

  it('calls a refused connection a network error with its code', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Promise<void>((resolve) => listener.close(() => resolve()));
    const connections = connectTo(`http://127.0.0.1:${port}`, createClock());
    expect(await transcribe(connections, speech)).toMatchObject({
      kind: 'error',
      error: { kind: 'network', code: 'ECONNREFUSED' },
    });
  });

  it('frees its socket at once when its signal ends it', async () => {
    const { server, connections } = await serve(() => undefined);
    const ending = new AbortController();
    const result = transcribe(connections, { ...speech, signal: ending.signal });
    await expect.poll(() => server.openSockets()).toBe(1);
    ending.abort();
    expect(await result).toEqual({ kind: 'aborted' });
    await expect.poll(() => server.openSockets()).toBe(0);
  });
});

describe('a completion request', () => {
  it('times the first content, not the role or a comment, and the whole stream', async () => {
    const { server, connections } = await serve(llmHandler({ firstMs: 80, restMs: 60 }));
    const result = await complete(connections, text);
    expect(result).toMatchObject({ kind: 'ok', tokens: 4, promptTokens: 4 });
    const { firstTokenUs, latencyUs } =
      result.kind === 'ok' ? result : { firstTokenUs: 0, latencyUs: 0 };
    expect(firstTokenUs).toBeGreaterThanOrEqual(79_000);
    expect(latencyUs - firstTokenUs).toBeGreaterThanOrEqual(55_000);
    expect(JSON.parse(server.calls[0]?.body ?? '')).toEqual({
      model: 'toy',
      messages: [{ role: 'user', content: 'hi there' }],
      max_tokens: 4,
      temperature: 0,
      ignore_eos: true,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('reads a stream that arrives byte by byte, with characters torn apart', async () => {
    const { connections } = await serve(async (_, response) => {
      const stream =
        event({ choices: [{ delta: { content: 'grüße 🎧' } }] }) +
        event({ choices: [{ delta: {}, finish_reason: 'length' }] }) +
        'data: [DONE]\n\n';
      for (const byte of Buffer.from(stream)) {
        response.write(Buffer.of(byte));
      }
      await delay(1);
      response.end();
    });
    expect(await complete(connections, text)).toMatchObject({ kind: 'ok', tokens: 1 });
  });

  it.each([
    ['a stream without content', 'data: [DONE]\n\n', 'the event stream has no content'],
    [
      'a stream that ends early',
      event({ choices: [{ delta: { content: 'a' } }] }),
      'the event stream ended early',
    ],
    ['an event that is no JSON', 'data: {"choi\n\n', 'an event that is no JSON: {"choi'],
  ])('calls %s garbage', async (_, body, said) => {
    const { connections } = await serve((_call, response) => void response.end(body));
    expect(await complete(connections, text)).toEqual({
      kind: 'error',
      error: { kind: 'garbage', text: said },
    });
  });

  it('finds an error that comes inside the stream', async () => {
    const { connections } = await serve((_, response) => {
      response.write(event({ choices: [{ delta: { content: 'a' } }] }));
      response.end(event({ error: { message: 'CUDA out of memory', code: 500 } }));
    });
    expect(await complete(connections, text)).toMatchObject({
      kind: 'error',
      error: { kind: 'http', status: 500, text: '500 in the stream: CUDA out of memory' },
    });
  });

  it('calls a connection lost in mid-stream a network error', async () => {
    const { connections } = await serve((_, response) => {
      response.write(event({ choices: [{ delta: { content: 'a' } }] }));
      setTimeout(() => response.socket?.destroy(), 20);
    });
    expect(await complete(connections, text)).toMatchObject({
      kind: 'error',
      error: { kind: 'network' },
    });
  });
});
