import { Command, Option } from '@commander-js/extra-typings';
import { parseDuration, wholeNumber } from '../arguments.ts';

/** A command with the options that choose and bend an experiment: `run`, `start`, `plan`. */
export function experimentCommand(name: string) {
  return new Command(name)
    .option('--experiment <name>', 'experiment of dream.yaml; default: the one it names')
    .option('--engines <profile>', 'engine profile: config/engines/<profile>.yaml')
    .option('--cap <duration>', 'run-time cap, e.g. 6m; preparation is apart', parseDuration)
    .option('--stt-target-ms <ms>', 'target of the speech latency', wholeNumber(1, 600_000))
    .option('--llm-target-ms <ms>', 'target of the text latency', wholeNumber(1, 600_000))
    .option('--workload <name>', 'load: config/workloads/<name>.yaml')
    .addOption(
      new Option('--strategy <name>', 'how candidates are found').choices([
        'r-zero',
        'exhaustive',
        'random',
      ] as const),
    )
    .option('--seed <number>', 'seed of every random draw', wholeNumber(0, 0xffff_ffff));
}
