#!/usr/bin/env node
import { readArguments, readSimulation } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { openCard } from './card.ts';
import { createReadings } from './smi-readings.ts';
import { computeAppsTable, fieldHelp, gpuTable, isField } from './smi-tables.ts';
import type { Table } from './smi-tables.ts';

const driverFailed =
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. " +
  'Make sure that the latest NVIDIA driver is installed and running.\n';

/** Answers like nvidia-smi, with its exit codes: 2 bad query, 6 no such card, 9 no driver. */
const answer = (given: Arguments): void => {
  const simulation = readSimulation(given.text('simulation') ?? '');
  const state = given.text('state');
  switch (given.text('fault') ?? 'none') {
    case 'hang':
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 60_000);
      return;
    case 'garbage':
      process.stdout.write('\u0000\u0001 12, , [Unknown Error], NaN\nERR!, 7e\n');
      return;
    case 'no-driver':
      return finish(9, driverFailed);
    default:
      break;
  }
  if (simulation === null || state === undefined) {
    return finish(2, 'usage: nvidia-smi --simulation FILE --state DIR [--fault MODE] ...\n');
  }
  const { card } = simulation;
  const wanted = optionOf(given, '-i') ?? given.text('id');
  if (wanted !== undefined && wanted !== '0' && wanted !== card.uuid) {
    return finish(6, 'No devices were found\n');
  }
  const readings = createReadings(openCard(state, card), card);
  if (given.words.includes('-L')) {
    return finish(0, `GPU 0: ${card.name} (UUID: ${card.uuid})\n`);
  }
  if (given.has('help-query-gpu')) {
    return finish(0, fieldHelp());
  }
  const apps = given.text('query-compute-apps');
  if (apps !== undefined) {
    return repeat(given, (withHeader) => {
      print(computeAppsTable(namesIn(apps), card, readings.entries()), given, withHeader);
    });
  }
  const fields = namesIn(given.text('query-gpu') ?? '');
  const unknown = fields.find((name) => !isField(name));
  if (unknown !== undefined || fields.length === 0) {
    return finish(2, `Field "${unknown ?? ''}" is not a valid field to query.\n\n`);
  }
  repeat(given, (withHeader) => {
    print(gpuTable(fields, card, readings.next()), given, withHeader);
  });
};

/** Once, or for ever with `-lms N` / `-l N`. */
const repeat = (given: Arguments, tell: (withHeader: boolean) => void): void => {
  const periodMs = Number(optionOf(given, '-lms') ?? given.text('loop-ms') ?? 0);
  const periodSeconds = Number(optionOf(given, '-l') ?? given.text('loop') ?? 0);
  const everyMs = periodMs > 0 ? periodMs : periodSeconds * 1_000;
  tell(true);
  if (everyMs > 0) {
    process.stdout.on('error', () => process.exit(0));
    setInterval(() => tell(false), everyMs);
  }
};

const print = ({ header, rows }: Table, given: Arguments, withHeader: boolean): void => {
  const format = (given.text('format') ?? 'csv').split(',');
  const bare = format.includes('nounits');
  const lines = rows.map((row) =>
    row.map(({ text, unit }) => (unit === '' || bare ? text : `${text} ${unit}`)).join(', '),
  );
  const names = header.map(({ name, unit }) => (unit === '' ? name : `${name} [${unit}]`));
  const head = withHeader && !format.includes('noheader') ? [names.join(', ')] : [];
  process.stdout.write([...head, ...lines].map((line) => `${line}\n`).join(''));
};

const namesIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

// nvidia-smi's own short options have one dash and a value as the next word
const optionOf = ({ words }: Arguments, name: string): string | undefined => {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
};

const finish = (code: number, text: string): void => {
  process.exitCode = code;
  process.stdout.write(text);
};

answer(readArguments(process.argv.slice(2)));
