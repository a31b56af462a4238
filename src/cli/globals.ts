import { Command, Option } from '@commander-js/extra-typings';
import type { Settings } from '../config/environment.ts';
import { readSettings } from '../config/environment.ts';
import { readOwnCommand } from '../config/own-command.ts';
import { readTemporalSettings } from '../config/temporal-settings.ts';
import type { TemporalSettings } from '../config/temporal-settings.ts';
import { createScreen } from './screen.ts';
import type { Screen } from './screen.ts';

/** The root command with the options that every command takes, before or after its name. */
export function createRoot(version: string) {
  return new Command('dream')
    .description(
      'Finds, by experiment, the best way for a language model and a speech recogniser to share one GPU.',
    )
    .version(version, '-V, --version', 'print the version')
    .addOption(
      new Option('-o, --output <form>', 'form of the data on standard output')
        .choices(['text', 'json', 'jsonl'] as const)
        .default('text' as const),
    )
    .addOption(
      new Option('--color <when>', 'colours').choices(['auto', 'always', 'never'] as const),
    )
    .option('-q, --quiet', 'no messages, only data and errors')
    .option('-v, --verbose', 'more messages')
    .option('--no-input', 'never ask; fail and name the flag instead')
    .option('-c, --config <file>', 'dream.yaml, or the folder that holds it')
    .option('--logdir <folder>', 'folder of runner.log')
    .option('--address <host:port>', 'Temporal server; default: our embedded one')
    .option('--namespace <name>', 'Temporal namespace')
    .option('--profile <name>', "profile of Temporal's own configuration file")
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false);
}

export type Root = ReturnType<typeof createRoot>;
export type Globals = ReturnType<Root['opts']>;

/** What a command knows of its surroundings. */
export type Context = {
  readonly globals: Globals;
  readonly settings: Settings;
  readonly screen: Screen;
  /** How a person calls this program: `dream` or `npx dream`. */
  readonly own: string;
  /** Throws USAGE or CONFIG_INVALID where the connection settings are unusable. */
  readonly temporal: () => TemporalSettings;
};

/** The surroundings as flags and environment say. */
export function openContext(globals: Globals): Context {
  const { config, color, logdir, address, namespace, profile } = globals;
  const settings = readSettings({ config, color, logDir: logdir });
  return {
    globals,
    settings,
    screen: createScreen({
      form: globals.output,
      color: settings.color,
      quiet: globals.quiet === true,
      verbose: globals.verbose === true,
    }),
    own: readOwnCommand(),
    temporal: () => readTemporalSettings({ address, namespace, profile }),
  };
}
