import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createWallClock } from './clock.ts';
import { listen, readBody, sendJson, sendText, serve } from './http.ts';
import { createLlmEngine } from './llm-engine.ts';
import type { LlmEngine, LlmTiming } from './llm-engine.ts';
import { createRandom } from './random.ts';
import type { Booted } from './vllm-booted.ts';
import { readChat } from './vllm-chat.ts';
import type { Chat } from './vllm-chat.ts';
import { fellTree } from './vllm-children.ts';
import { createMetrics } from './vllm-metrics.ts';
import type { Metrics } from './vllm-metrics.ts';
import { createReply } from './vllm-reply.ts';

import * as texts from './vllm-texts.ts';

type Server = {
  readonly booted: Booted;
  readonly engine: LlmEngine;
  readonly metrics: Metrics;
  dead: boolean;
  answered: number;
};

/** Opens the port of a booted engine: chat, models, health, metrics. */
export const serveVllm = async (booted: Booted): Promise<void> => {
  const { options, tree, log } = booted;
  const server = createServerState(booted);
  void once(tree.engineCore, 'exit').then(() => die(server, 'EngineCore died unexpectedly'));
  const http = serve({
    'GET /health': (_, response) => sendText(response, server.dead ? 503 : 200, ''),
    'GET /metrics': (_, response) => sendText(response, 200, server.metrics.text()),
    'GET /v1/models': (_, response) => sendJson(response, 200, modelsOf(booted)),
    'GET /version': (_, response) => sendJson(response, 200, { version: '0.32.0' }),
    'POST /v1/chat/completions': (request, response) => chat(server, request, response),
  });
  const port = await listen(http, options.host, options.port);
  log('APIServer', 'INFO', `Starting vLLM server on http://${options.host}:${port}`);
  log('APIServer', 'INFO', 'Application startup complete.');
};

const createServerState = (booted: Booted): Server => {
  const { options, card, place } = booted;
  const { simulation, seed, fault } = options;
  const bootNoise = createRandom(seed, 'llm-boot', booted.boot);
  const bootFactor = bootNoise.spread(simulation.llm.bootCvPpm);
  const canPeak = (tokens: number): boolean => {
    const isStressed = tokens >= simulation.llm.stressTokens;
    const isFaulty = fault.mode === 'oom-under-load' && engine.counts().running >= 2;
    const hasRoom = !isFaulty && (!isStressed || card.freeMiB() >= simulation.llm.stressMiB);
    if (!hasRoom) {
      const freeMiB = card.freeMiB();
      die(server, texts.outOfMemory(simulation.llm.stressMiB, simulation.card.totalMiB, freeMiB));
    }
    return hasRoom;
  };
  const engine = createLlmEngine({
    clock: createWallClock(simulation.clock.request),
    llm: simulation.llm,
    kvTokens: booted.kvTokens,
    random: createRandom(seed, 'llm-requests', booted.boot),
    slowdown: () =>
      bootFactor * (1 + (card.running('stt') * simulation.interferencePpm.sttOnLlm) / 1_000_000),
    canPeak,
    onRunning: (running) => place.setRunning(running),
  });
  const metrics = createMetrics(booted, engine);
  const server: Server = { booted, engine, metrics, dead: false, answered: 0 };
  return server;
};

const chat = async (
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { options } = server.booted;
  const asked = readChat(await readBody(request), options.model, options.maxModelLength);
  if (asked.kind === 'bad') {
    sendError(response, asked.status, asked.message);
    return;
  }
  if (server.dead) {
    sendError(response, 500, texts.engineDead);
    return;
  }
  switch (options.fault.mode) {
    case 'hang':
      return;
    case 'garbage':
      sendText(
        response,
        200,
        asked.stream ? 'data: {"choices": [{"delta"\n\n' : '<html>NaN</html>',
      );
      return;
    case 'crash-after':
      if (server.answered >= options.fault.count) {
        fellTree(server.booted.tree);
        process.exit(1);
      }
      break;
    default:
      break;
  }
  complete(server, asked, response);
};

const complete = (server: Server, asked: Chat, response: ServerResponse): void => {
  const { engine, metrics } = server;
  const reply = createReply(response, asked, server.booted.options.model);
  const arrivedMs = performance.now();
  let isFirst = true;
  const cancel = engine.submit({
    promptTokens: asked.promptTokens,
    maxTokens: asked.maxTokens,
    onTokens: (count) => {
      if (isFirst) {
        isFirst = false;
        metrics.firstToken((performance.now() - arrivedMs) / 1_000);
      }
      reply.tokens(count);
    },
    onEnd: (end, timing: LlmTiming) => {
      switch (end) {
        case 'length':
          server.answered += 1;
          metrics.finished(asked, timing, (performance.now() - arrivedMs) / 1_000);
          reply.end();
          break;
        case 'out-of-memory':
          reply.fail(500, texts.engineDead);
          break;
        case 'cancelled':
          metrics.aborted();
          break;
      }
    },
  });
  response.once('close', () => {
    if (!response.writableFinished) {
      cancel();
    }
  });
};

/** The engine is gone for good: what runs fails, /health says 503, the memory comes back. */
const die = (server: Server, cause: string): void => {
  if (server.dead) {
    return;
  }
  server.dead = true;
  const { log, tree } = server.booted;
  log('EngineCore', 'ERROR', `EngineCore encountered a fatal error.\n${cause}`);
  log('APIServer', 'ERROR', `AsyncLLM output_handler failed.`);
  process.stderr.write(`vllm.v1.engine.exceptions.EngineDeadError: ${texts.engineDead}\n`);
  server.engine.fail();
  fellTree(tree);
};

const sendError = (response: ServerResponse, status: number, message: string): void => {
  const type = status >= 500 ? 'InternalServerError' : 'BadRequestError';
  sendJson(response, status, { error: { message, type, param: null, code: status } });
};

const modelsOf = ({ options }: Booted): object => ({
  object: 'list',
  data: [
    {
      id: options.model,
      object: 'model',
      owned_by: 'vllm',
      root: options.model,
      max_model_len: options.maxModelLength,
    },
  ],
});
