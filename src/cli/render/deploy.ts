import { configurationWords } from '../../domain/configuration-words.ts';
import type { EngineRole } from '../../domain/space.ts';
import type { DeployedEngine, Deployment } from '../deployment.ts';

export const deployFormats = ['args', 'env', 'compose', 'systemd'] as const;
export type DeployFormat = (typeof deployFormats)[number];

const names: Readonly<Record<EngineRole, string>> = { llm: 'llm', stt: 'stt' };

/** How to start a configuration: shell commands, an env file, a compose file or systemd units. */
export function renderDeployment(deployment: Deployment, format: DeployFormat): string {
  const { configuration, simulated, engines } = deployment;
  const title = `# ${configurationWords(configuration)}${simulated ? ', SIMULATED engines' : ''}`;
  switch (format) {
    case 'args':
      return engines.map(shellCommand).join('\n');
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

/** One line for a POSIX shell. */
export function shellCommand({ argv, environment }: DeployedEngine): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
  return [...variables, ...argv.map(quoted)].join(' ');
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
    `    command: ${JSON.stringify(argv)}`,
    ...(variables.length === 0 ? [] : ['    environment:']),
    ...variables.map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`),
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
      ([name, value]) => `Environment=${JSON.stringify(`${name}=${value}`)}`,
    ),
    `ExecStart=${argv.map((word) => (/[\s"'\\]/.test(word) ? JSON.stringify(word) : word)).join(' ')}`,
    'Restart=on-failure',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
