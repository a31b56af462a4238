/**
 * The import law of DESIGN section 2. Each room lists what it may import; everything else is a
 * violation. `typesOf` may be imported by `import type` only, which leaves nothing at run time.
 */
const rooms = {
  domain: { packages: ['pure-rand', '@noble/hashes'], node: false },
  contracts: { rooms: ['domain'], packages: ['zod'], node: false },
  workflows: {
    rooms: ['domain', 'contracts'],
    typesOf: ['activities'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
    node: false,
  },
  activities: {
    rooms: ['contracts', 'domain', 'engines', 'load', 'artifacts', 'config', 'telemetry'],
    packages: ['@temporalio/activity', '@temporalio/common'],
  },
  engines: { rooms: ['contracts', 'domain', 'telemetry'], packages: ['execa'] },
  load: { rooms: ['contracts', 'domain'], packages: ['eventsource-parser'] },
  simulator: { rooms: ['contracts', 'domain'] },
  client: {
    rooms: ['contracts', 'domain', 'telemetry'],
    typesOf: ['workflows'],
    packages: ['@temporalio/client', '@temporalio/common', '@temporalio/proto'],
  },
  artifacts: { rooms: ['contracts', 'domain'], packages: ['echarts'] },
  config: {
    rooms: ['contracts'],
    typesOf: ['domain'],
    packages: ['yaml', 'zod', '@temporalio/envconfig'],
  },
  server: { rooms: ['config', 'contracts', 'telemetry'], packages: ['execa'] },
  telemetry: { packages: ['pino'] },
  worker: { anything: true },
  cli: {
    rooms: [
      'client',
      'artifacts',
      'config',
      'contracts',
      'domain',
      'server',
      'telemetry',
      'worker',
    ],
    packages: ['commander', '@commander-js/extra-typings', 'log-update', 'string-width', 'execa'],
  },
  web: { rooms: ['client', 'artifacts', 'config', 'contracts', 'domain', 'telemetry'] },
};

const inRoom = (name) => `^src/${name}/`;
const anyOf = (names) => `^src/(${names.join('|')})/`;
const inPackage = (names) => `node_modules/(${names.join('|')})/`;

/** Local imports outside the list, then npm packages outside the list, then Node built-ins. */
const rulesOfRoom = ([name, room]) => {
  if (room.anything) {
    return [];
  }
  const { rooms: allowed = [], typesOf = [], packages = [], node = true } = room;
  const list = [...allowed, ...typesOf.map((other) => `types of ${other}`), ...packages];
  const advice = `src/${name} may import only: ${list.join(', ') || 'Node built-ins'}. Move the code to the room that owns it, or pass it in as an argument.`;
  const rules = [
    {
      name: `${name}-rooms`,
      comment: advice,
      severity: 'error',
      from: { path: inRoom(name) },
      to: { path: '^(src|scripts|bench|test)/', pathNot: anyOf([name, ...allowed, ...typesOf]) },
    },
    {
      name: `${name}-packages`,
      comment: advice,
      severity: 'error',
      from: { path: inRoom(name) },
      to: {
        path: 'node_modules/',
        ...(packages.length > 0 ? { pathNot: inPackage(packages) } : {}),
        dependencyTypesNot: ['type-only'],
      },
    },
  ];
  if (typesOf.length > 0) {
    rules.push({
      name: `${name}-types-only`,
      comment: `src/${name} may import only types of ${typesOf.join(', ')}: write \`import type\`.`,
      severity: 'error',
      from: { path: inRoom(name) },
      to: { path: anyOf(typesOf), dependencyTypesNot: ['type-only'] },
    });
  }
  if (!node) {
    rules.push({
      name: `${name}-no-node`,
      comment: `src/${name} runs without Node: move input, output and clocks to an activity.`,
      severity: 'error',
      from: { path: inRoom(name) },
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
};

const generalRules = [
  {
    name: 'known-rooms',
    comment: 'DESIGN section 2 names the rooms of src: put the file into one of them.',
    severity: 'error',
    from: {},
    to: { path: '^src/', pathNot: anyOf(Object.keys(rooms)) },
  },
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one thing, or share a third: split that out.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'Nothing imports this file and it imports nothing: use it or delete it.',
    severity: 'error',
    from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
    to: {},
  },
  {
    name: 'processes-only-in-engines-server-cli',
    comment:
      'Processes are started in src/engines, src/server and src/cli (and by the simulator, which plays a process tree).',
    severity: 'error',
    from: { path: '^src/', pathNot: anyOf(['engines', 'server', 'cli', 'simulator']) },
    to: { path: '^(node:)?child_process$|node_modules/execa/' },
  },
  {
    name: 'pino-only-in-telemetry',
    comment: 'Take a Logger from src/telemetry as an argument.',
    severity: 'error',
    from: { path: '^src/', pathNot: inRoom('telemetry') },
    to: { path: 'node_modules/pino/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'zod-only-at-edges',
    comment: 'zod lives in src/contracts/schemas and src/config; inside, types are trusted.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(contracts/schemas|config)/' },
    to: { path: 'node_modules/zod/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'schemas-out-of-the-bundle',
    comment:
      'Workflows and the plain part of contracts take only types from contracts/schemas (`import type`), or zod enters the workflow bundle.',
    severity: 'error',
    from: { path: '^src/(workflows|contracts)/', pathNot: '^src/contracts/schemas/' },
    to: { path: '^src/contracts/schemas/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'product-code-stands-alone',
    comment: 'src is shipped; test, scripts and bench are not: move what is shared into src.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(test|scripts|bench)/' },
  },
  {
    name: 'no-development-packages',
    comment: 'The package is needed at run time: list it under dependencies.',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-unlisted-packages',
    comment: 'Add the package to package.json, pinned.',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-unresolvable',
    comment: 'The import points nowhere: mend the path (`.ts` specifiers).',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...generalRules, ...Object.entries(rooms).flatMap(rulesOfRoom)],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
