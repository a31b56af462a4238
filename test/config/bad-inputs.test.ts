import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/client/connect.ts';
import { checkFolder } from '../../src/config/check-folder.ts';
import { checkPort } from '../../src/config/check-port.ts';
import { renderProblem } from '../../src/config/problem.ts';
import type { Result } from '../../src/config/problem.ts';
import { resolveExperiment } from '../../src/config/resolve-experiment.ts';
import { readTemporalSettings } from '../../src/config/temporal-settings.ts';
import { DreamError } from '../../src/contracts/errors.ts';
import type { ExperimentInput } from '../../src/contracts/schemas/experiment-input.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-bad-'));
  for (const part of ['engines', 'workloads']) {
    cpSync(join('config', part), join(folder, part), { recursive: true });
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

const shipped = readFileSync('config/dream.yaml', 'utf8');

const render = <T>(result: Result<T>): string[] =>
  result.kind === 'ok'
    ? []
    : result.problems.map((problem) => renderProblem(problem).replaceAll(`${folder}/`, ''));

/** Every problem of a dream.yaml with this text, as a person reads it. */
function problemsOf(text: string | Buffer, input: ExperimentInput = {}): string[] {
  const file = join(folder, 'dream.yaml');
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, text);
  return render(resolveExperiment({ configDir: folder, input, namespaceAttributes: [] }));
}

/** The shipped file with one thing changed; `#` in the expected text is the changed line's number. */
function changed(from: string, to: string, input: ExperimentInput = {}): string[] {
  const at = shipped.indexOf(from);
  if (at < 0) {
    throw new Error(`config/dream.yaml has no ${from}`);
  }
  const line = shipped.slice(0, at).split('\n').length;
  const text = shipped.slice(0, at) + to + shipped.slice(at + from.length);
  return problemsOf(text, input).map((each) =>
    each.replace(`dream.yaml:${line}:`, 'dream.yaml:#:'),
  );
}

const first = 'experiments.spica_gpu_allocation';

describe('whole files', () => {
  it.each([
    [
      '1 an empty file',
      '',
      'dream.yaml:1:1: got nothing: the config is empty, allowed a YAML mapping; write a starter with: dream config init',
    ],
    [
      '1 a file with comments only',
      '# nothing\n',
      'dream.yaml:1:1: got nothing: the config is empty, allowed a YAML mapping; write a starter with: dream config init',
    ],
    [
      '2 a tab as indentation',
      'version: 1\nexperiments:\n\ta: 1\n',
      'dream.yaml:3:1: got a tab as indentation (TAB_AS_INDENT), allowed valid YAML; indent with spaces',
    ],
    [
      '3 a key twice',
      'version: 1\nversion: 1\n',
      'dream.yaml:2:1: got the same key twice (DUPLICATE_KEY), allowed valid YAML; remove one of the two',
    ],
    [
      '4 two documents',
      'version: 1\n---\nversion: 1\n',
      'dream.yaml:2:1: got a second document (MULTIPLE_DOCS), allowed valid YAML; keep one document: remove the line `---`',
    ],
    [
      '6 deep nesting',
      '['.repeat(20_000),
      expect.stringMatching(
        /^dream\.yaml:1:\d+: got nesting that is too deep \(RESOURCE_EXHAUSTION\), allowed valid YAML; write it flat$/,
      ),
    ],
    [
      '6 a file that is too large',
      `version: 1 # ${'x'.repeat(65_536)}`,
      'dream.yaml: got 65549 bytes, allowed at most 65536 bytes; make the file smaller',
    ],
    [
      '7 an unknown tag',
      'version: !!js/function 1\n',
      'dream.yaml:1:24 version: got the tag !!js/function, allowed no tags; remove it',
    ],
    [
      '8 a merge key',
      'version: 1\n<<: { a: 1 }\n',
      'dream.yaml:2:1 <<: got the merge key <<, allowed no merge keys; write the values out, or use `extends`',
    ],
    [
      '9 __proto__',
      'version: 1\n__proto__: { a: 1 }\n',
      'dream.yaml:2:1 __proto__: got the key __proto__, allowed a key of the schema; remove it',
    ],
    [
      'UTF-16',
      Buffer.from('\ufeffversion: 1', 'utf16le'),
      'dream.yaml: got UTF-16 or binary data, allowed UTF-8 text; save it as UTF-8',
    ],
    [
      'bytes that are no text',
      Buffer.from([0x76, 0xc3, 0x28]),
      'dream.yaml: got bytes that are not UTF-8, allowed UTF-8 text; save it as UTF-8',
    ],
  ])('says what is wrong with %s', (_, text, message) => {
    expect(problemsOf(text)).toEqual([message]);
  });

  it('5 refuses an alias bomb by its anchors and aliases', () => {
    expect(problemsOf('a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n').slice(0, 3)).toEqual([
      'dream.yaml:1:7 a: got the anchor &a, allowed no anchors; remove it',
      'dream.yaml:2:7 b: got the anchor &b, allowed no anchors; remove it',
      'dream.yaml:2:8 b.0: got the alias *a, allowed no aliases; write the value out',
    ]);
  });

  it('accepts a byte order mark', () => {
    expect(problemsOf(`\ufeff${shipped}`)).toEqual([]);
  });

  it('strips control characters from what it repeats', () => {
    const [problem] = problemsOf(`${shipped}"evil\\x1b[31m": 1\n`);
    expect(problem).toMatch(/got the unknown key evil\[31m, /);
  });
});

describe('files that are none', () => {
  const resolved = (configFile: string) =>
    render(
      resolveExperiment({ configDir: folder, configFile, input: {}, namespaceAttributes: [] }),
    );

  it('names a folder', () => {
    mkdirSync(join(folder, 'a-folder'));
    expect(resolved(join(folder, 'a-folder'))).toEqual([
      'a-folder: got a folder, allowed a file; name the file inside it',
    ]);
  });

  it('does not wait for a pipe', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(resolved(join(folder, 'pipe'))).toEqual([
      'pipe: got a pipe (FIFO), allowed a regular file; write it to a file first',
    ]);
  });

  it('says how to write a config that is missing', () => {
    expect(resolved(join(folder, 'none.yaml'))).toEqual([
      'none.yaml: got no such file, allowed a YAML file; write one with: dream config init',
    ]);
  });
});

describe('values', () => {
  it.each<readonly [string, string, string, string]>([
    [
      '10 an unknown key',
      '    engines: simulated',
      '    gpu_mem: 1\n    engines: simulated',
      `dream.yaml:#:5 ${first}.gpu_mem: got the unknown key gpu_mem, allowed extends, finer, seed, description, engines, workload, space, bounds, baseline, strategy, objectives, quality, budget, policy; choose one of them`,
    ],
    [
      '10 a mistyped key',
      '      minWords:',
      '      min_word:',
      `dream.yaml:#:7 ${first}.quality.min_word: got the unknown key min_word, allowed margin, minWords, allowUndecided; did you mean "minWords"?`,
    ],
    [
      '11 .nan',
      'weight: 25, ideal: 150',
      'weight: .nan, ideal: 150',
      `dream.yaml:#:29 ${first}.objectives.sttLatency.weight: got .nan, allowed a finite number; write the number`,
    ],
    [
      '11 1e999',
      'weight: 25, ideal: 150',
      'weight: 1e999, ideal: 150',
      `dream.yaml:#:29 ${first}.objectives.sttLatency.weight: got 1e999, allowed a finite number; write the number`,
    ],
    [
      '12 017',
      'tournament: 4',
      'tournament: 017',
      `dream.yaml:#:19 ${first}.strategy.tournament: got 017, allowed a plain decimal number; write 17`,
    ],
    [
      '12 1_000',
      'limit: 1000 } # ms',
      'limit: 1_000 } # ms',
      `dream.yaml:#:65 ${first}.objectives.sttLatency.limit: got 1_000, allowed a plain number; write 1000`,
    ],
    [
      '12 a number that would be rounded',
      'minWords: 500',
      'minWords: 12345678901234567890',
      `dream.yaml:#:17 ${first}.quality.minWords: got 12345678901234567890, allowed at most 9007199254740991; it would be rounded`,
    ],
    [
      '13 no',
      'allowUndecided: false',
      'allowUndecided: no',
      `dream.yaml:#:23 ${first}.quality.allowUndecided: got no, allowed true or false; mend the value`,
    ],
    [
      '14 71 %',
      'values: [40, 45',
      'values: [71, 45',
      `dream.yaml:#:18 ${first}.space.vllm_memory_pct.values.0: got 71, allowed 30 to 70 (hard bound); take a value inside the bound`,
    ],
    [
      '14 29 %',
      'vllm_memory_pct: 50',
      'vllm_memory_pct: 29',
      `dream.yaml:#:24 ${first}.baseline.vllm_memory_pct: got 29, allowed 30 to 70 (hard bound); take a value inside the bound`,
    ],
    [
      '14 min > max',
      '{ min: 30, max: 70 }',
      '{ min: 70, max: 30 }',
      `dream.yaml:#:24 ${first}.bounds.vllm_memory_pct: got min 70 above max 30, allowed min up to max; swap them`,
    ],
    [
      '15 "50%"',
      'vllm_memory_pct: 50',
      'vllm_memory_pct: "50%"',
      `dream.yaml:#:24 ${first}.baseline.vllm_memory_pct: got "50%", allowed a whole number or a name of a-z, 0-9, ., _ and -; write a whole number without quotes and sign: 50 for 50 percent`,
    ],
    [
      '15 "0.5"',
      'vllm_memory_pct: 50',
      'vllm_memory_pct: "0.5"',
      `dream.yaml:#:24 ${first}.baseline.vllm_memory_pct: got "0.5", allowed 30 to 70 (hard bound); write a whole number without quotes and sign: 50 for 50 percent`,
    ],
    [
      '16 0.5 for 50',
      'vllm_memory_pct: 50',
      'vllm_memory_pct: 0.5',
      `dream.yaml:#:24 ${first}.baseline.vllm_memory_pct: got 0.5, allowed a whole number or a name of a-z, 0-9, ., _ and -; is 0.5 % meant or 50 %? percent are whole numbers: write 50 for 50 %`,
    ],
    [
      '17 a negative weight',
      'weight: 25, ideal: 150',
      'weight: -1, ideal: 150',
      `dream.yaml:#:29 ${first}.objectives.sttLatency.weight: got -1, allowed at least 0; take a value inside`,
    ],
    [
      '18 a population that is too small',
      'populations: [2, 4, 4, 4]',
      'populations: [2, 3, 4, 4]',
      `dream.yaml:#:24 ${first}.strategy.populations.1: got 3, allowed at least 4 = 1 elite + 2 survivors + 1 fresh; enlarge the population, or keep fewer`,
    ],
    [
      '20 more generations than configurations',
      'populations: [2, 4, 4, 4]',
      `populations: [${Array.from({ length: 16 }, () => 4).join(', ')}]`,
      `dream.yaml:#:20 ${first}.strategy.populations: got 16 generations, allowed at most 15, as the space has 15 configurations; use fewer generations or a larger space`,
    ],
    [
      '22 a model that looks like a flag',
      'values: [tiny, base, small]',
      'values: [tiny, base, "--help"]',
      `dream.yaml:#:30 ${first}.space.whisper_model.values.2: got "--help", allowed a whole number or a name of a-z, 0-9, ., _ and -; write 50 for 50 percent`,
    ],
    [
      '22 a model that looks like a command',
      'values: [tiny, base, small]',
      'values: [tiny, base, "; rm -rf x"]',
      `dream.yaml:#:30 ${first}.space.whisper_model.values.2: got "; rm -rf x", allowed a whole number or a name of a-z, 0-9, ., _ and -; write 50 for 50 percent`,
    ],
    [
      'a duration without unit',
      'cap: 6m',
      'cap: 6',
      `dream.yaml:#:12 ${first}.budget.cap: got 6, allowed a duration such as 90s, 6m, 2h or 7d; write it as number and unit`,
    ],
    [
      'a profile that does not exist',
      'engines: simulated',
      'engines: simulatd',
      `dream.yaml:#:14 engines: got "simulatd", allowed cpu, recorded, simulated, simulated-tight, vllm-whisper; did you mean "simulated"?`,
    ],
    [
      'points that are not in order',
      'ideal: 150, target: 500',
      'ideal: 600, target: 500',
      `dream.yaml:#:19 ${first}.objectives.sttLatency: got { weight: 25, ideal: 600, target: 500, limit: 1000 }, allowed ideal < target < limit; put the points in this order`,
    ],
  ])('refuses %s', (_, from, to, message) => {
    expect(changed(from, to)).toEqual([message]);
  });

  it('17 gives the sum of weights that do not add up to 100', () => {
    const fractions = shipped
      .replace('weight: 25, ideal: 150', 'weight: 0.24, ideal: 150')
      .replace('weight: 25, ideal: 300', 'weight: 0.25, ideal: 300')
      .replace('weight: 20, ideal: 16', 'weight: 0.20, ideal: 16')
      .replace('weight: 20, ideal: 100', 'weight: 0.20, ideal: 100')
      .replace('weight: 10, ideal: 70', 'weight: 0.10, ideal: 70');
    expect(problemsOf(fractions)).toEqual([
      expect.stringMatching(
        /^dream\.yaml:\d+:7 experiments\.spica_gpu_allocation\.objectives: got weights that add up to 0\.99, allowed 100, in percent; write 25 for 25 percent and make them add up to 100$/,
      ),
    ]);
  });

  it('19 refuses a cap shorter than one probe, with the estimate', () => {
    expect(problemsOf(shipped, { engines: 'recorded', overrides: { capMs: 20_000 } })).toEqual([
      '--cap overrides.capMs: got 20s, allowed at least 21s; one probe with recorded takes about 18s, and 3s are kept to free the GPU',
    ]);
  });

  it('reports every problem at once, in the order of the file', () => {
    const text = shipped
      .replace('allowUndecided: false', 'allowUndecided: on')
      .replace('mutation: 25 #', 'mutation: 250 #')
      .replace('version: 1', 'version: 2');
    expect(problemsOf(text).map((each) => each.split(' got ')[1])).toEqual([
      '2, allowed 1; mend the value',
      '250, allowed at most 100; take a value inside',
      'on, allowed true or false; mend the value',
    ]);
  });
});

describe('21 names', () => {
  const rule = 'a name of a-z, 0-9, _ and -, at most 63 characters';

  it.each([
    '../../x',
    'a/b',
    '%2e%2e',
    'a\0b',
    'a'.repeat(64),
    'trailing\n',
    '',
    'Upper',
    '__proto__',
    'constructor',
  ])('refuses %j as an experiment, a profile and a workload', (name) => {
    for (const input of [
      { experiment: name },
      { engines: name },
      { overrides: { workload: name } },
    ]) {
      const problems = problemsOf(shipped, input);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^--(experiment|engines|workload) /);
    }
  });

  it.each(['../../x', 'a/b', '%2e%2e', 'a\0b', 'a'.repeat(64), 'trailing\n', 'Upper'])(
    'states the one rule for %j',
    (name) => {
      expect(problemsOf(shipped, { experiment: name })[0]).toContain(`allowed ${rule}`);
    },
  );

  it('refuses such a name as a key of the file', () => {
    expect(changed('  spica_finer:', '  ../../x:')).toEqual([
      `dream.yaml:#:3 experiments.../../x: got "../../x", allowed ${rule}; rename it`,
    ]);
  });
});

describe('ports, addresses and folders', () => {
  it.each(['0', '70000', 'x', '-1', ''])('23 refuses port %j', (port) => {
    expect(checkPort(port, '--port')).toMatchObject({ allowed: 'a port from 1 to 65535' });
  });

  it('23 names the process that holds a port', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const problem = checkPort(String(port), '--port');
    await new Promise((resolve) => server.close(resolve));
    expect(problem?.got).toMatch(
      new RegExp(`^${port}, in use by .+ \\(process ${process.pid}\\)$`),
    );
    expect(checkPort(String(port), '--port')).toBeNull();
  });

  it.each([
    ['localhost', 'expected host:port'],
    ['http://localhost:7233', 'expected host:port without a scheme'],
    ['localhost:0', 'a port is between 1 and 65535'],
    ['localhost:70000', 'a port is between 1 and 65535'],
    ['', 'expected host:port'],
  ])('24 refuses the Temporal address %j', (address, why) => {
    const outside = { env: { TEMPORAL_CONFIG_FILE: '/nonexistent' }, file: {} };
    let seen: unknown;
    try {
      readTemporalSettings({ address }, outside);
    } catch (error) {
      seen = error;
    }
    expect(seen).toBeInstanceOf(DreamError);
    expect((seen as DreamError).detail).toEqual({
      what: `the Temporal address is "${address}"`,
      why,
      fix: 'for example: TEMPORAL_ADDRESS=localhost:7233',
    });
  });

  // the other half, a namespace that is missing, needs a server: test/client
  it('25 names the address where no server answers, and how to start one', async () => {
    const address = '127.0.0.1:1';
    const target = { address, namespace: 'default', connection: { address }, identity: 'test' };
    await expect(connect(target)).rejects.toMatchObject({
      code: 'TEMPORAL_UNREACHABLE',
      detail: {
        what: 'no Temporal server answers at 127.0.0.1:1',
        fix: 'start one with: dream up',
      },
    });
  });

  it('26 says which folder cannot be written to and why', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(checkFolder(join(folder, 'file', 'logs'), '--logdir')).toEqual({
      where: '--logdir',
      path: '',
      got: `${folder}/file, which is a file`,
      allowed: 'a folder that can be written to',
      fix: 'move the file, or name another folder',
    });
    expect(checkFolder('/proc/1/dream', '--logdir')?.got).toMatch(/^\/proc\/1, which cannot/);
    expect(checkFolder(join(folder, 'new', 'logs'), '--logdir')).toBeNull();
  });

  it('26 refuses a link that leads out of the working folder', () => {
    const before = process.cwd();
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    symlinkSync(tmpdir(), join(inner, 'artifacts'));
    process.chdir(inner);
    const problem = checkFolder('artifacts/dream', '--artifacts');
    process.chdir(before);
    expect(problem?.got).toMatch(/^artifacts, a link out of the working folder to \//);
  });
});
