import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Simulation } from '../contracts/schemas/profile.ts';
import type { Common } from './arguments.ts';
import type { Card, Place } from './card.ts';
import { createWallClock } from './clock.ts';
import { readBody, sendJson, sendText } from './http.ts';
import type { Routes } from './http.ts';
import { readMultipart } from './multipart.ts';
import { createRandom } from './random.ts';
import { createSttEngine } from './stt-engine.ts';
import type { SttEngine, SttTiming } from './stt-engine.ts';
import { createTranscripts } from './transcripts.ts';
import type { KnownClip, Transcripts } from './transcripts.ts';

export type WhisperOptions = Common & {
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  readonly device: 'cuda' | 'cpu';
  readonly computeType: string;
  /** What a request may call the model beside its own name. */
  readonly alias: string;
  readonly model: { readonly name: string; readonly truth: Simulation['stt']['models'][string] };
  readonly clips: readonly KnownClip[];
};

export type WhisperDeps = {
  readonly options: WhisperOptions;
  readonly card: Card;
  readonly place: Place;
  readonly boot: number;
  readonly state: { readonly ready: boolean };
};

type Count = { total: number; errors: number };

type Whisper = WhisperDeps & { readonly engine: SttEngine; readonly transcripts: Transcripts };

/** The HTTP face of engines/whisper-server over a simulated model. */
export const createWhisperRoutes = (deps: WhisperDeps): Routes => {
  const { options } = deps;
  const transcripts = createTranscripts(options.clips, options.model.truth.wordErrorPpm);
  const whisper = { ...deps, engine: createEngine(deps), transcripts };
  const count = { total: 0, errors: 0 };
  return {
    'GET /health': (_, response) => sendJson(response, deps.state.ready ? 200 : 503, health(deps)),
    'GET /metrics': (_, response) => sendText(response, 200, metrics(whisper.engine, count)),
    'GET /v1/models': (_, response) =>
      sendJson(response, 200, {
        object: 'list',
        data: [{ id: options.model.name, object: 'model', owned_by: 'local' }],
      }),
    'POST /v1/audio/transcriptions': async (request, response) => {
      count.total += 1;
      await transcribe(whisper, request, response, count);
    },
  };
};

const createEngine = ({ options, card, place, boot }: WhisperDeps): SttEngine => {
  const { simulation, model, device, fault } = options;
  const bootFactor = createRandom(options.seed, 'stt-boot', boot).spread(simulation.stt.bootCvPpm);
  const perStream = device === 'cpu' ? 0 : simulation.interferencePpm.llmOnStt / 1_000_000;
  return createSttEngine({
    clock: createWallClock(simulation.clock.request),
    model: model.truth,
    device,
    workers: options.workers,
    random: createRandom(options.seed, 'stt-requests', boot),
    slowdown: () => bootFactor * (1 + card.running('llm') * perStream),
    takeFor: (busy) =>
      device === 'cpu' ||
      ((fault.mode !== 'oom-under-load' || busy < 2) &&
        place.take(model.truth.memoryMiB + busy * model.truth.requestMiB)),
    onRunning: (busy) => place.setRunning(device === 'cpu' ? 0 : busy),
  });
};

const transcribe = async (
  { options, state, engine, transcripts }: Whisper,
  request: IncomingMessage,
  response: ServerResponse,
  count: Count,
): Promise<void> => {
  const refuse = (status: number, message: string, code: string | null): void => {
    count.errors += 1;
    const type = status >= 500 ? 'server_error' : 'invalid_request_error';
    sendJson(response, status, { error: { message, type, code } });
  };
  const parts = readMultipart(request.headers['content-type'] ?? '', await readBody(request));
  const wav = parts?.get('file');
  const asked = parts?.get('model')?.toString() ?? options.model.name;
  if (parts === null) {
    return refuse(400, 'the body is not multipart/form-data', 'bad_multipart');
  }
  if (wav === undefined || wav.length === 0) {
    return refuse(400, "the field 'file' is missing or empty", 'missing_file');
  }
  if (asked !== options.model.name && asked !== options.alias) {
    const has = `this server has '${options.model.name}'`;
    return refuse(404, `model '${asked}' is not loaded; ${has}`, 'no_model');
  }
  if (!state.ready) {
    return refuse(503, 'the model is still loading', null);
  }
  const durationSeconds = wavSeconds(wav);
  if (durationSeconds === null) {
    return refuse(400, 'the file is no WAV that can be read', 'bad_audio');
  }
  if (isSpoiled(options, count, response)) {
    return;
  }
  const text = transcripts(createHash('sha256').update(wav).digest('hex'));
  engine.submit((end, timing) => {
    if (end === 'out-of-memory') {
      process.stderr.write(`whisper-server: transcription failed: ${outOfMemory}\n`);
      refuse(500, outOfMemory, 'out_of_memory');
      return;
    }
    sendJson(response, 200, {
      text,
      ...secondsOf(timing, options.simulation.clock.request),
      duration_seconds: durationSeconds,
    });
  });
};

const outOfMemory = 'CUDA failed with error out of memory';

/** Fault modes that spoil a request; true: it is dealt with, or never will be. */
const isSpoiled = ({ fault }: WhisperOptions, count: Count, response: ServerResponse): boolean => {
  switch (fault.mode) {
    case 'hang':
      return true;
    case 'garbage':
      sendText(response, 200, '{"text": NaN, "queue_seconds":', 'application/json');
      return true;
    case 'crash-after':
      if (count.total > fault.count) {
        process.exit(1);
      }
      return false;
    default:
      return false;
  }
};

/** Real seconds: what the server's own clock would have seen. */
const secondsOf = ({ queueMs, workMs }: SttTiming, factor: number): object => ({
  queue_seconds: queueMs / factor / 1_000,
  transcribe_seconds: workMs / factor / 1_000,
});

const wavSeconds = (wav: Buffer): number | null => {
  if (wav.length < 44 || wav.toString('latin1', 0, 4) !== 'RIFF') {
    return null;
  }
  const bytesPerSecond = wav.readUInt32LE(28);
  return bytesPerSecond === 0 ? null : (wav.length - 44) / bytesPerSecond;
};

const health = ({ options, state }: WhisperDeps): object => ({
  status: state.ready ? 'ok' : 'loading',
  model: options.model.name,
  device: options.device,
  compute_type: options.computeType,
  workers: options.workers,
  pid: process.pid,
});

const metrics = (engine: SttEngine, count: Count): string => {
  const { running, waiting } = engine.counts();
  return [
    `# TYPE whisper_requests_running gauge\nwhisper_requests_running ${running}`,
    `# TYPE whisper_requests_waiting gauge\nwhisper_requests_waiting ${waiting}`,
    `# TYPE whisper_requests_total counter\nwhisper_requests_total ${count.total}`,
    `# TYPE whisper_request_errors_total counter\nwhisper_request_errors_total ${count.errors}`,
    '',
  ].join('\n');
};
