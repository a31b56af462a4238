#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { readArguments, readCommon } from './arguments.ts';
import type { Arguments, Common } from './arguments.ts';
import { nextBoot } from './boot-count.ts';
import { openCard } from './card.ts';
import type { Place } from './card.ts';
import { listen, serve } from './http.ts';
import { createRandom } from './random.ts';
import { readClips } from './transcripts.ts';
import { createWhisperRoutes } from './whisper-server.ts';
import type { WhisperOptions } from './whisper-server.ts';

const outOfMemory = 'RuntimeError: CUDA failed with error out of memory';

/** Binds first and answers 503 while the model loads, as engines/whisper-server does. */
const startWhisper = async (argv: readonly string[]): Promise<void> => {
  const options = readOptions(readArguments(argv));
  if (typeof options === 'string') {
    process.stderr.write(`whisper-server: ${options}\n`);
    process.exit(2);
  }
  process.on('SIGTERM', () => process.exit(0));
  process.on('SIGINT', () => process.exit(0));
  const { simulation, stateFolder, fault, model, device } = options;
  const card = openCard(stateFolder, simulation.card);
  const place = card.hold({ pid: process.pid, name: 'whisper-server', role: 'stt' });
  const boot = nextBoot(stateFolder, 'stt');
  const state = { ready: false };
  const routes = createWhisperRoutes({ options, card, place, boot, state });
  const port = await listen(serve(routes), options.host, options.port);
  say(`listening on ${options.host}:${port}, loading ${model.name}`);
  const slower = fault.mode === 'slow-start' ? 10 : 1;
  const noise = createRandom(options.seed, 'stt-load', boot).spread(50_000);
  await sleep((model.truth.loadMs / simulation.clock.boot) * noise * slower);
  if (device === 'cuda' && !load(place, options)) {
    process.stderr.write(`whisper-server: cannot load ${model.name}: ${outOfMemory}\n`);
    process.exit(1);
  }
  state.ready = true;
  say(`ready: ${model.name}, ${options.computeType} on ${device}`);
};

const load = (place: Place, { fault, model }: WhisperOptions): boolean =>
  fault.mode !== 'oom-at-start' && place.take(model.truth.memoryMiB);

const say = (text: string): void => {
  process.stdout.write(`whisper-server: ${text}\n`);
};

const readOptions = (given: Arguments): WhisperOptions | string => {
  const common = readCommon(given);
  if (common === null) {
    return 'usage: whisper --model NAME --simulation FILE --state DIR [--clips FILE] [--port N]';
  }
  const name = given.text('model') ?? '';
  const truth = common.simulation.stt.models[name];
  if (truth === undefined) {
    return `the simulation has no model '${name}'`;
  }
  const clipsFile = given.text('clips');
  const clips = clipsFile === undefined ? [] : readClips(clipsFile);
  return clips === null
    ? `cannot read the clips of ${clipsFile}`
    : { ...serverOptions(given, common), ...common, model: { name, truth }, clips };
};

const serverOptions = (
  given: Arguments,
  common: Common,
): Pick<WhisperOptions, 'host' | 'port' | 'workers' | 'device' | 'computeType' | 'alias'> => {
  const isOnCpu = common.fault.mode === 'cpu-fallback' || given.text('device') === 'cpu';
  return {
    host: given.text('host') ?? '127.0.0.1',
    port: given.number('port', 8_001),
    workers: given.number('workers', common.simulation.stt.workers),
    alias: given.text('model-name') ?? '',
    device: isOnCpu ? 'cpu' : 'cuda',
    computeType: isOnCpu ? 'float32' : (given.text('compute-type') ?? 'float16'),
  };
};

await startWhisper(process.argv.slice(2));
