import { configurationWords } from '../../domain/configuration-words.ts';
import type { EngineRole } from '../../domain/space.ts';
import type { DeployedEngine, Deployment } from '../deployment.ts';

export const deployFormats = ['args', 'env', 'compose', 'systemd'] as const;
export type DeployFormat = (typeof deployFormats)[number];

const names: Readonly<Record<EngineRole, string>> = { llm: 'llm', stt: 'stt' };

/**
 * How to start a configuration: shell commands, an env file, a compose file or systemd units.
 * `warning` stands in its first line, where there is one.
 */
export function renderDeployment(
  deployment: Deployment,
  format: DeployFormat,
  warning = '',
): string {
  const { configuration, simulated, engines } = deployment;
  const marks = [configurationWords(configuration), simulated ? 'SIMULATED engines' : '', warning];
  const title = `# ${marks.filter(Boolean).join(', ')}`;
  switch (format) {
    case 'args':
      return [title, ...engines.map(shellCommand)].join('\n');
    case 'env':
      return [title, ...envLines(deployment)].join('\n');
    case 'compose':
      return [title, 'services:', ...engines.map((engine) => service(engine, deployment))].join(
        '\n',
      );
    case 'systemd':
      return [title, ...engines.map((engine, place) => unit(engine, engines[place - 1]))].join(
        '\n',
      );
  }
}

const lineWidth = 96;

/** One command for a POSIX shell; a long one has a line for each option. */
export function shellCommand({ argv, environment }: DeployedEngine): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
  const words = [...variables, ...argv.map(quoted)];
  const line = words.join(' ');
  if (line.length <= lineWidth) return line;
  return words
    .map((word, place) => (place === 0 ? '' : word.startsWith('-') ? ' \\\n  ' : ' ') + word)
    .join('');
}

function envLines({ configuration, engines }: Deployment): readonly string[] {
  return [
    ...Object.entries(configuration).map(([knob, value]) => `${knob.toUpperCase()}=${value}`),
    ...engines.map(
      ({ role, argv }) =>
        `${names[role].toUpperCase()}_COMMAND=${quoted(argv.map(quoted).join(' '))}`,
    ),
  ];
}

function service(engine: DeployedEngine, { simulated }: Deployment): string {
  const { role, argv, environment, port } = engine;
  const variables = Object.entries(environment);
  return [
    `  ${names[role]}:`,
    `    command: ${composeText(argv)}`,
    ...(variables.length === 0 ? [] : ['    environment:']),
    ...variables.map(([name, value]) => `      ${name}: ${composeText(value)}`),
    `    ports: ["127.0.0.1:${port}:${port}"]`,
    '    restart: unless-stopped',
    ...(simulated
      ? []
      : [
          '    deploy:',
          '      resources:',
          '        reservations:',
          '          devices: [{ driver: nvidia, count: 1, capabilities: [gpu] }]',
        ]),
  ].join('\n');
}

function unit(engine: DeployedEngine, before: DeployedEngine | undefined): string {
  const { role, argv, environment } = engine;
  return [
    `# dream-${names[role]}.service`,
    '[Unit]',
    `Description=${role === 'llm' ? 'Language model' : 'Speech recogniser'} as measured by D-REAM`,
    ...(before === undefined ? [] : [`After=dream-${names[before.role]}.service`]),
    '[Service]',
    ...Object.entries(environment).map(
      ([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`,
    ),
    `ExecStart=${argv.map(unitWord).join(' ')}`,
    'Restart=on-failure',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

/** YAML takes JSON; compose would fill in what follows a dollar sign. */
function composeText(value: string | readonly string[]): string {
  return JSON.stringify(value).replaceAll('$', '$$$$');
}

/** systemd fills in what follows % and $. */
function unitWord(word: string): string {
  const literal = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s"'\\]/.test(literal) ? JSON.stringify(literal) : literal;
}

/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
