import { exitCodes } from '../../contracts/errors.ts';
import { renderTable } from './table.ts';

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done; a run that was capped or stopped is done too',
  unexpected: 'unexpected, or a run that failed',
  usage: 'usage or invalid configuration; a file, binary or run that is not there',
  nothingBetter: 'done, but nothing viable or better was found (with --exit-status)',
  unreachable: 'Temporal or the workers cannot be reached',
  lineageBroken: 'lineage broken: a record or file is not what was written',
  refused: 'refused by a safety rule: GPU in use, another run in the way, disk full',
  levelTooLow: 'lineage level lower than required',
  pending: 'still pending when the time was over',
  interrupted: 'interrupted',
};

const variables: readonly (readonly [string, string])[] = [
  ['DREAM_CONFIG', 'dream.yaml or its folder (--config)'],
  ['DREAM_STATE_DIR', 'server, sessions, locks; default .dream'],
  ['DREAM_ARTIFACTS_DIR', 'run folders; default artifacts/dream'],
  ['DREAM_LOG_DIR', 'runner.log; default logs/dream (--logdir)'],
  ['DREAM_LOG_LEVEL', 'debug, info, warn or error'],
  ['DREAM_CACHE_DIR', 'downloads and prepared speech; default ~/.cache/dream'],
  ['DREAM_CPU_ENV', 'Python environment of the CPU engines'],
  ['DREAM_COMMAND', 'how printed commands begin; default dream, or npx dream under npm'],
  ['DREAM_DEBUG', 'anything: stack traces of unexpected errors'],
  ['TEMPORAL_ADDRESS ...', "Temporal's own variables and profiles: a server that runs already"],
  ['NO_COLOR, FORCE_COLOR', 'colours off, on (--color)'],
];

const forms: readonly (readonly [string, string])[] = [
  [
    'text',
    'for people; `run` and `watch` draw a live table on a terminal, else one line per change',
  ],
  ['json', 'one indented value on standard output; lines of progress are messages'],
  ['jsonl', 'one value per line: changes as {"kind":"change"}, the end as {"kind":"result"}'],
];

/** What `dream help <topic>` prints. */
export const helpTopics: Readonly<Record<string, string>> = {
  'exit-codes': renderTable(
    [{ title: 'code', align: 'right' }, { title: 'meaning' }],
    namesOf(exitCodes).map((name) => [String(exitCodes[name]), meanings[name]]),
  ),
  environment: [
    'A flag wins over the environment, that over a `.env` file here, that over the default.',
    '',
    renderTable([{ title: 'variable' }, { title: 'what it sets' }], variables),
  ].join('\n'),
  formats: [
    'Data goes to standard output, messages go to standard error.',
    '',
    renderTable([{ title: '-o' }, { title: 'form' }], forms),
  ].join('\n'),
};

function namesOf<T extends object>(value: T): readonly (keyof T & string)[] {
  return Object.keys(value).filter((key): key is keyof T & string => key in value);
}
