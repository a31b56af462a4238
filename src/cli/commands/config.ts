import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Argument, Command } from '@commander-js/extra-typings';
import { checkConfig } from '../../config/check-config.ts';
import { editorSchema, schemaKinds } from '../../config/editor-schema.ts';
import type { SchemaKind } from '../../config/editor-schema.ts';
import { loadConfig } from '../../config/load-config.ts';
import { toDreamError } from '../../config/problem.ts';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import { chooseExperiment } from '../experiment-input.ts';
import type { Context } from '../globals.ts';
import { shortPath } from '../run-folder-path.ts';
import type { Act } from './act.ts';

type ShowFlags = {
  readonly resolved?: true | undefined;
  readonly experiment?: string | undefined;
  readonly engines?: string | undefined;
};

/** `dream config`: the files that say what an experiment is. */
export function createConfigCommand(act: Act) {
  const command = new Command('config').description('the configuration: write, check, show it');
  command.addCommand(
    new Command('init')
      .description('copy the commented default configuration here')
      .argument('[folder]', 'folder to make', 'config')
      .action(act.on(init)),
  );
  command.addCommand(
    new Command('validate')
      .description('every problem at once, as file:line:column')
      .action(act.plain(validate)),
  );
  command.addCommand(
    new Command('schema')
      .description('JSON Schema for editors')
      .addArgument(new Argument('[kind]', 'of which file').choices(schemaKinds).default('dream'))
      .action(act.on(schema)),
  );
  command.addCommand(
    new Command('show')
      .description('dream.yaml, or with --resolved all that a run would be given')
      .option('--resolved', 'every value, and where the settings come from')
      .option('--experiment <name>', 'experiment to resolve')
      .option('--engines <profile>', 'engine profile to resolve with')
      .action(act.plain<ShowFlags>(show)),
  );
  return command;
}

/** Copied beside, then renamed: the folder is there whole or not at all. */
function init({ settings, screen, own }: Context, folder = 'config'): number {
  const target = resolve(folder);
  if (existsSync(target)) {
    throw new DreamError('USAGE', {
      what: 'the folder exists; nothing was written',
      where: shortPath(target),
      fix: 'name another one: dream config init <folder>',
    });
  }
  const draft = `${target}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(settings.packageDir, 'config'), draft, { recursive: true });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const what = error instanceof Error ? error.message : String(error);
    throw new DreamError('FOLDER_UNWRITABLE', { what, where: shortPath(target) }, error);
  }
  screen.print(shortPath(target));
  const use = folder === 'config' ? '' : ` --config ${folder}`;
  screen.say(`edit ${shortPath(join(target, 'dream.yaml'))}, then: ${own} config validate${use}`);
  return exitCodes.done;
}

function validate({ settings, screen }: Context): number {
  const { configFile } = settings;
  const problems = checkConfig(configFile);
  if (problems.length > 0) throw toDreamError(problems);
  const loaded = loadConfig(configFile);
  const names = loaded.kind === 'ok' ? Object.keys(loaded.value.value.experiments) : [];
  if (screen.form === 'text') {
    screen.print(
      `${shortPath(configFile)}: valid, ${names.length} experiments: ${names.join(', ')}`,
    );
  } else screen.printJson({ file: configFile, experiments: names });
  return exitCodes.done;
}

function schema({ screen }: Context, kind: string | undefined): number {
  const known = schemaKinds.find((each): each is SchemaKind => each === kind) ?? 'dream';
  screen.print(JSON.stringify(editorSchema(known), null, 2));
  return exitCodes.done;
}

function show(context: Context, flags: ShowFlags): number {
  const { settings, screen } = context;
  if (flags.resolved !== true) {
    const problems = loadConfig(settings.configFile);
    if (problems.kind === 'invalid') throw toDreamError(problems.problems);
    screen.print(readFileSync(settings.configFile, 'utf8').trimEnd());
    return exitCodes.done;
  }
  const { spec } = chooseExperiment(context, flags);
  const { configFile, stateDir, artifactsDir, logDir, cacheDir, origins } = settings;
  const folders = { configFile, stateDir, artifactsDir, logDir, cacheDir };
  const from = Object.entries(folders).map(([name, value]): readonly [string, object] => [
    name,
    { value, from: origins[name] ?? 'default' },
  ]);
  const resolved = { settings: Object.fromEntries(from), spec };
  screen.print(JSON.stringify(resolved, null, screen.form === 'jsonl' ? undefined : 2));
  return exitCodes.done;
}
