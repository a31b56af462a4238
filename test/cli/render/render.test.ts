import { describe, expect, test } from 'vitest';
import { DreamError } from '../../../src/contracts/errors.ts';
import { startView } from '../../../src/domain/view/fold.ts';
import { withPending } from '../../../src/domain/view/pending.ts';
import { changesBetween } from '../../../src/cli/render/changes.ts';
import { deployFormats, renderDeployment } from '../../../src/cli/render/deploy.ts';
import { renderChecks } from '../../../src/cli/render/doctor.ts';
import { asTyped, errorJson, renderError } from '../../../src/cli/render/error.ts';
import { helpTopics } from '../../../src/cli/render/help-topics.ts';
import { renderLineage, renderVerification } from '../../../src/cli/render/lineage.ts';
import { renderList } from '../../../src/cli/render/list.ts';
import { renderLive } from '../../../src/cli/render/live.ts';
import { createPaint, plainPaint, safeText } from '../../../src/cli/render/paint.ts';
import { phaseNow } from '../../../src/cli/render/row-words.ts';
import { renderCandidate, renderShow } from '../../../src/cli/render/show.ts';
import { renderSummary } from '../../../src/cli/render/summary.ts';
import { showSeconds } from '../../../src/domain/words/figures.ts';
import { better, ended, joint, keep, objectives, running, underLoad } from './runs.ts';

const deployment = {
  configuration: { vllm_memory_pct: 60, whisper_model: 'base' },
  simulated: false,
  engines: [
    {
      role: 'stt',
      argv: ['python3', '/opt/my dream/whisper_server.py', '--model=base', '--port=8001'],
      environment: { CUDA_VISIBLE_DEVICES: '0' },
      port: 8001,
      healthPath: '/health',
    },
    {
      role: 'llm',
      argv: ['vllm', 'serve', 'model', '--gpu-memory-utilization=0.60', '--port=8000'],
      environment: {},
      port: 8000,
      healthPath: '/health',
    },
  ],
} as const;

describe('the live table', () => {
  const live = {
    runId: 'spica-1',
    view: running,
    nowMs: 15_500,
    paint: plainPaint,
    width: 100,
    height: 30,
  };

  test('shows where the run stands, the time of the cap and every candidate', () => {
    expect(renderLive({ ...live, footer: 'Ctrl-C ends the run' })).toMatchSnapshot();
  });

  test('shows the newest candidates on a low terminal and counts the others', () => {
    const rows = Array.from({ length: 9 }, () => running.rows).flat();
    const lines = renderLive({ ...live, view: { ...running, rows }, height: 12, footer: '' });
    expect(lines).toContain('and 13 before these');
  });

  test('never makes a line longer than the terminal is wide, colours not counted', () => {
    const text = renderLive({
      ...live,
      width: 40,
      paint: createPaint(true),
      footer: 'x'.repeat(99),
    });
    // oxlint-disable-next-line no-control-regex -- the escape of a colour is what is taken away here
    const lengths = text.split('\n').map((line) => line.replace(/\u001B\[\d+m/g, '').length);
    expect(Math.max(...lengths)).toBeLessThan(40);
  });

  test('says at its candidate what a step is doing just now', () => {
    const wide = renderLive({ ...live, view: underLoad, width: 120, footer: '' });
    expect(wide).toMatchSnapshot('wide');
    const narrow = renderLive({ ...live, view: underLoad, width: 80, footer: '' });
    expect(narrow).toMatchSnapshot('80 columns');
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThan(80);
  });

  test('says that no worker has taken a step: so a GPU worker that is dead is seen', () => {
    const waiting = { ...joint, state: 'scheduled', sinceMs: 3_500, details: undefined } as const;
    const view = withPending(running, [waiting], 15_500);
    const text = renderLive({ ...live, view, footer: '' });
    expect(text).toMatch(/ no worker has taken it for 12s$/m);
  });

  test('says above the table what a step of no candidate is doing', () => {
    const view = { ...running, detail: 'first boot: LLM for 14s' };
    expect(renderLive({ ...live, view, footer: '' }).split('\n')[2]).toBe(view.detail);
  });

  test('marks what it cut off: a count would read as another one', () => {
    const view = { ...running, detail: 'x'.repeat(99) };
    const lines = renderLive({ ...live, view, width: 80, footer: '' }).split('\n');
    expect(lines[2]).toBe(`${'x'.repeat(78)}…`);
  });

  test('says why a run is stuck', () => {
    const stuck = { ...running, taskFailure: 'Nondeterminism' };
    expect(renderLive({ ...live, view: stuck, footer: '' })).toContain('stuck: Nondeterminism');
  });
});

describe('where an open run stands', () => {
  test('is its phase, with what its steps are doing', () => {
    expect(phaseNow(running)).toBe('searching, gen 0 (the last is gen 1)');
    expect(phaseNow(underLoad)).toBe('searching, gen 0 (the last is gen 1), c1: rung 8, 5 of 16');
    const preparing = { ...running, phase: 'preparing', detail: 'first boot' } as const;
    expect(phaseNow(preparing)).toBe('preparing: first boot');
  });

  test('is listed beside its id', () => {
    const listed = {
      runId: 'spica-1',
      firstRunId: 'r1',
      status: 'RUNNING',
      startedMs: 1_000,
      closedMs: null,
      experiment: 'spica',
      state: null,
      bestFitness: null,
    };
    const open = [{ runId: 'spica-1', view: underLoad }];
    expect(renderList([listed], open, plainPaint)).toContain('c1: rung 8, 5 of 16');
  });

  test('is shown with each candidate', () => {
    expect(renderShow('spica-1', underLoad, plainPaint)).toMatchSnapshot();
    const row = underLoad.rows.find(({ id }) => id === 'c1');
    expect(row && renderCandidate({ ...row, round: 2 }, plainPaint)).toContain(
      'joint load, round 2: rung 8, 5 of 16',
    );
  });
});

describe('lines for a log', () => {
  test('tell each change once, with its time', () => {
    expect(changesBetween(startView, running)).toMatchSnapshot();
    expect(changesBetween(running, running)).toEqual([]);
    expect(changesBetween(running, underLoad)).toEqual([]);
  });
});

describe('the summary', () => {
  const options = {
    runId: 'spica-1',
    objectives,
    deployment,
    folder: 'artifacts/dream/spica/run-1',
    files: ['history.json', 'lineage.jsonl', 'manifest.json', 'spec.json', 'summary.json'],
    proposal: null,
    nowMs: 0,
    own: 'npx dream',
    paint: plainPaint,
  };

  test('leads with the targets, then the winner, its commands, the time, the files and what is next', () => {
    expect(renderSummary({ ...options, result: better })).toMatchSnapshot();
  });

  test('of a run that met no target names what limits it and what to try', () => {
    const text = renderSummary({ ...options, result: keep, deployment: null, files: [] });
    expect(text).toMatchSnapshot();
  });

  test('marks what is simulated and what was not confirmed', () => {
    expect(renderSummary({ ...options, result: better })).toContain('SIMULATED');
    expect(renderSummary({ ...options, result: keep })).toContain('NOT CONFIRMED');
  });

  test('keeps a tie to itself where the runner-up was confirmed instead of its choice', () => {
    const result = { ...keep, ties: ['c5', 'c4'] };
    expect(renderSummary({ ...options, result, deployment: null })).not.toContain('are equal');
  });
});

describe('a run', () => {
  test('is shown with its candidates, decisions and reasons', () => {
    expect(renderShow('spica-1', ended, plainPaint)).toMatchSnapshot();
  });

  test('is shown candidate by candidate', () => {
    expect(ended.rows.map((row) => renderCandidate(row, plainPaint))).toMatchSnapshot();
  });

  test('is shown as a tree of descent', () => {
    expect(renderLineage('spica-1', ended, plainPaint)).toMatchSnapshot();
  });
});

describe('the winner', () => {
  test.each(deployFormats)('can be deployed by %s', (format) => {
    expect(renderDeployment(deployment, format)).toMatchSnapshot();
  });
});

describe('a verification', () => {
  const whole = { level: 1, head: 'ab', records: 3, findings: [], notes: ['n'] } as const;

  test('says the level, or each thing that is broken with its record', () => {
    expect(renderVerification('run-1', whole, plainPaint)).toMatchSnapshot('whole');
    const finding = {
      file: 'lineage.jsonl',
      record: 7,
      what: 'hash',
      expected: 'a',
      got: 'b'.repeat(99),
    };
    const broken = { ...whole, level: null, findings: [finding] };
    expect(renderVerification('run-1', broken, plainPaint)).toMatchSnapshot('broken');
  });
});

describe('an error', () => {
  const error = new DreamError('TEMPORAL_UNREACHABLE', {
    what: 'no Temporal server answers',
    where: 'localhost:1',
    why: 'it is not running',
    fix: 'start one with: dream up\nor: dream run',
  });

  test('says what, where, why and how to mend it', () => {
    expect(renderError(error, 'npx dream', plainPaint)).toMatchSnapshot();
  });

  test('is one JSON value where JSON was asked for', () => {
    expect(JSON.parse(errorJson(error, 'dream'))).toEqual({
      error: { code: 'TEMPORAL_UNREACHABLE', ...error.detail },
    });
  });

  test('prints commands as this program is called, and leaves other words alone', () => {
    expect(asTyped('see: dream list, `dream up`; a dream runs', 'npx dream')).toBe(
      'see: npx dream list, `npx dream up`; a dream runs',
    );
  });
});

describe('checks of doctor', () => {
  test('are one line each, with a remedy where something is wrong', () => {
    const checks = [
      { name: 'node', state: 'ok', found: '20.20.2' },
      { name: 'Temporal', state: 'warn', found: 'none', remedy: 'start it: dream up' },
      { name: 'disk', state: 'fail', found: '1 MiB free', remedy: 'delete something' },
    ] as const;
    expect(renderChecks(checks, 'npx dream', plainPaint)).toMatchSnapshot();
  });
});

describe('text for a terminal', () => {
  test('keeps line ends and our colours and loses every other control character', () => {
    const red = createPaint(true).bad('red');
    expect(safeText(`a\n${red}\u001B[2Jb\u0007\u202ec\r`)).toBe(`a\n${red}[2Jbc`);
  });
});

describe('durations', () => {
  test.each([
    [0, '0.0s'],
    [8_240, '8.2s'],
    [59_400, '59s'],
    [151_000, '2m31s'],
    [3_840_000, '1h04m'],
  ])('%i ms is %s', (ms, words) => {
    expect(showSeconds(ms)).toBe(words);
  });
});

describe('help topics', () => {
  test.each(Object.keys(helpTopics))('%s', (topic) => {
    expect(helpTopics[topic]).toMatchSnapshot();
  });
});
