import { execa } from 'execa';
import { setTimeout as sleep } from 'node:timers/promises';
import { DreamError } from '../contracts/errors.ts';
import { describeCommand, toEvidence } from './redact.ts';

export type NvidiaSmi = {
  /** Standard output of one call. Fails with NVIDIA_SMI_MISSING, NVIDIA_SMI_FAILED or GPU_UNRESPONSIVE. */
  readonly call: (args: readonly string[]) => Promise<string>;
};

export type NvidiaSmiOptions = {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
};

const defaultTimeoutMs = 5_000;
const maxMisses = 3;
/** A process in uninterruptible sleep ignores SIGKILL: after this it is waited for no longer. */
const killWaitMs = 500;

/** Runs nvidia-smi; a call that hangs is killed and repeated, the third miss gives up on the card. */
export function createNvidiaSmi(options: NvidiaSmiOptions): NvidiaSmi {
  return {
    call: async (args) => {
      for (let misses = 0; misses < maxMisses; misses++) {
        const answer = await callOnce(options, args);
        if (answer !== null) {
          return answer;
        }
      }
      throw unresponsive(options);
    },
  };
}

/** null: no answer in time. */
async function callOnce(
  options: NvidiaSmiOptions,
  args: readonly string[],
): Promise<string | null> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const [file = '', ...first] = options.command;
  const running = execa(file, [...first, ...args], {
    env: options.env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: 1_000_000,
    reject: false,
  });
  const result = await Promise.race([running, sleep(timeoutMs + killWaitMs, null, { ref: false })]);
  if (result === null || result.timedOut) {
    return null;
  }
  if (result.code === 'ENOENT') {
    throw missing(options);
  }
  if (result.failed) {
    throw failed(options, result.exitCode, `${result.stderr}\n${result.stdout}`);
  }
  return result.stdout;
}

const missing = ({ command }: NvidiaSmiOptions): DreamError =>
  new DreamError('NVIDIA_SMI_MISSING', {
    what: `${command[0] ?? 'nvidia-smi'} was not found`,
    why: 'the state of the GPU is read through it, and without it nothing is measured',
    fix: 'install the NVIDIA driver or put nvidia-smi on PATH; without a GPU use --engines simulated',
  });

const unresponsive = ({ command }: NvidiaSmiOptions): DreamError =>
  new DreamError('GPU_UNRESPONSIVE', {
    what: `${describeCommand(command)} did not answer ${maxMisses} times in a row`,
    why: 'the driver or the card hangs',
    fix: 'look for Xid lines in the kernel log; a reset or a reboot may be needed',
  });

function failed(
  { command }: NvidiaSmiOptions,
  exitCode: number | undefined,
  output: string,
): DreamError {
  return new DreamError('NVIDIA_SMI_FAILED', {
    what: `${describeCommand(command)} ended with code ${exitCode ?? '?'}: ${toEvidence(output)}`,
    why: meaningOf(exitCode),
    fix: 'run nvidia-smi by hand; what it says there has to be mended first',
  });
}

/** Exit codes mirror those of NVML. */
function meaningOf(exitCode: number | undefined): string {
  switch (exitCode) {
    case 2:
      return 'it does not know an argument: the driver may be too old';
    case 6:
      return 'no such GPU: check gpu.index of the engine profile';
    case 9:
      return 'the NVIDIA driver is not loaded';
    case 12:
      return 'the NVML library is missing';
    case 15:
      return 'the GPU has fallen off the bus';
    case 18:
      return 'driver and library differ in version: a reboot is due';
    default:
      return 'the driver refused the question';
  }
}
