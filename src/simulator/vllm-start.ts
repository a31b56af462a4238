import { setTimeout as sleep } from 'node:timers/promises';
import { readArguments, readCommon } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { nextBoot } from './boot-count.ts';
import { openCard } from './card.ts';
import { blockSize } from './llm-engine.ts';
import { createRandom } from './random.ts';
import type { Booted, ServeOptions } from './vllm-booted.ts';
import { fellTree, growTree } from './vllm-children.ts';
import type { Tree } from './vllm-children.ts';
import { serveVllm } from './vllm-server.ts';
import * as texts from './vllm-texts.ts';
import type { Log } from './vllm-texts.ts';

/** API server: starts the tree, passes vLLM's gates, and opens the port only after that. */
export const startVllm = async (argv: readonly string[]): Promise<void> => {
  const options = readOptions(readArguments(argv));
  if (options === null) {
    process.stderr.write('usage: vllm serve MODEL --simulation FILE --state DIR [--port N] ...\n');
    process.exit(2);
  }
  const tree = await growTree(processNamePrefix());
  if (tree === null) {
    process.stderr.write(`${texts.initFailed}\n`);
    process.exit(1);
  }
  process.on('SIGTERM', () => stop(tree));
  process.on('SIGINT', () => stop(tree));
  const pids = { APIServer: process.pid, EngineCore: tree.engineCorePid, Worker: tree.workerPid };
  const log = texts.createLog((part) => pids[part]);
  log('APIServer', 'INFO', `vLLM API server version 0.32.0 (simulated), model ${options.model}`);
  const booted = await boot(options, tree, log);
  if (typeof booted === 'string') {
    log('EngineCore', 'ERROR', `EngineCore failed to start.\n${booted}`);
    process.stderr.write(`(APIServer pid=${process.pid}) ${texts.initFailed}\n`);
    fellTree(tree);
    process.exit(1);
  }
  await serveVllm(booted);
};

/** The booted engine, or the words of what went wrong. */
const boot = async (options: ServeOptions, tree: Tree, log: Log): Promise<Booted | string> => {
  const { simulation, ratio, stateFolder } = options;
  const { card: size, llm } = simulation;
  const card = openCard(stateFolder, size);
  const place = card.hold({ pid: tree.workerPid, name: 'VLLM::Worker', role: 'llm' });
  const number = nextBoot(stateFolder, 'llm');
  const random = createRandom(options.seed, 'boot-time', number);
  const requestedMiB = Math.ceil(size.totalMiB * ratio);
  const freeMiB = card.freeMiB();
  if (freeMiB < requestedMiB) {
    return texts.startRefused(freeMiB, size.totalMiB, ratio);
  }
  if (options.fault.mode === 'oom-at-start' || !place.take(llm.weightsMiB)) {
    return texts.outOfMemory(llm.weightsMiB, size.totalMiB, freeMiB);
  }
  log('Worker', 'INFO', `Starting to load model ${options.model}...`);
  const slower = options.fault.mode === 'slow-start' ? 10 : 1;
  await sleep((llm.bootMs / simulation.clock.boot) * random.spread(50_000) * slower);
  const takenMiB = freeMiB - llm.weightsMiB - card.freeMiB();
  if (takenMiB < 0) {
    return texts.profilingRace(freeMiB, freeMiB - takenMiB);
  }
  const kvMiB = requestedMiB - llm.weightsMiB - llm.overheadMiB - takenMiB;
  const neededMiB = (options.maxModelLength * llm.kvBytesPerToken) / 1_048_576;
  if (kvMiB <= 0) {
    log('Worker', 'INFO', `Available KV cache memory: ${texts.gib(kvMiB)} GiB`);
    return texts.noCacheBlocks;
  }
  if (kvMiB < neededMiB) {
    return texts.cacheTooSmall(options.maxModelLength, neededMiB, kvMiB);
  }
  if (!place.take(requestedMiB - takenMiB)) {
    return texts.outOfMemory(kvMiB, size.totalMiB, card.freeMiB());
  }
  const blocks = Math.floor((kvMiB * 1_048_576) / llm.kvBytesPerToken / blockSize);
  const kvTokens = blocks * blockSize;
  log('EngineCore', 'INFO', `GPU KV cache size: ${kvTokens.toLocaleString('en-US')} tokens`);
  return { options, card, place, tree, kvTokens, boot: number, log };
};

const readOptions = (given: Arguments): ServeOptions | null => {
  const common = readCommon(given);
  const model = given.words[1];
  return common === null || model === undefined
    ? null
    : {
        ...common,
        model: given.text('served-model-name') ?? model,
        host: given.text('host') ?? '127.0.0.1',
        port: given.number('port', 8_000),
        ratio: given.number('gpu-memory-utilization', 0.92),
        maxModelLength: given.number('max-model-len', 2_048),
      };
};

// the real vLLM takes this name from its environment; an engine is not part of the product's config
const processNamePrefix = (): string => process.env['VLLM_PROCESS_NAME_PREFIX'] ?? 'VLLM';

const stop = (tree: Tree): void => {
  process.stderr.write(`vllm.v1.engine.exceptions.EngineDeadError: ${texts.engineDead}\n`);
  fellTree(tree);
  process.exit(0);
};
