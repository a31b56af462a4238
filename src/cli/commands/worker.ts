import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { DreamError } from '../../contracts/errors.ts';
import { wholeNumber } from '../arguments.ts';
import type { Context } from '../globals.ts';
import { listenToInterrupts } from '../stack/interrupts.ts';
import { findEmbedded } from '../stack/server.ts';
import { workerVariables } from '../stack/own-workers.ts';
import type { Act } from './act.ts';

type WorkerFlags = {
  readonly role: 'control' | 'gpu' | 'all';
  readonly engines?: string | undefined;
  readonly gpu?: number | undefined;
  readonly gpuClass?: string | undefined;
};

/** `dream worker`: one worker process in the foreground, for systemd, containers and clusters. */
export function createWorkerCommand(act: Act) {
  return new Command('worker')
    .description('run a worker in the foreground: control, gpu (one per GPU), or both')
    .addOption(
      new Option('--role <role>', 'what it does')
        .choices(['control', 'gpu', 'all'] as const)
        .default('all' as const),
    )
    .option('--engines <profile>', 'engine profile of a GPU worker')
    .option('--gpu <index>', 'index of the card in PCI order', wholeNumber(0, 63))
    .option('--gpu-class <name>', 'queue that it serves; default: the name of the profile')
    .action(act.plain<WorkerFlags>(work));
}

async function work(context: Context, flags: WorkerFlags): Promise<number> {
  const { settings } = context;
  const main = join(settings.packageDir, 'dist', 'worker', 'main.js');
  if (!existsSync(main)) {
    throw new DreamError('FILES_ABSENT', {
      what: 'the program has not been built',
      where: main,
      fix: 'build it with: npm run build && npm run bundle',
    });
  }
  const given = [
    ...flag('--engines', flags.engines),
    ...flag('--gpu', flags.gpu?.toString()),
    ...flag('--gpu-class', flags.gpuClass),
  ];
  const child = spawn(
    process.execPath,
    [main, '--role', flags.role, ...given, '--stay-with-parent'],
    {
      // Its own group: a Ctrl-C reaches it once, through us.
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
      env: workerVariables(context, findEmbedded(context)),
    },
  );
  child.stdin.on('error', () => undefined);
  const stopListening = listenToInterrupts((count) => {
    child.kill(count === 1 ? 'SIGTERM' : 'SIGKILL');
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (exit, signal) =>
      resolve(exit ?? 128 + (signal === null ? 1 : constants.signals[signal])),
    );
  });
  stopListening();
  return code;
}

function flag(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value];
}
