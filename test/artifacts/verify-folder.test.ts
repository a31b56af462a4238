import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { candidateTexts, writeCandidates } from '../../src/artifacts/candidate-files.ts';
import { writeManifest } from '../../src/artifacts/manifest.ts';
import { publishRun } from '../../src/artifacts/publish-run.ts';
import { createRunFolders } from '../../src/artifacts/run-folder.ts';
import { verifyFolder } from '../../src/artifacts/verify-folder.ts';
import { writeGeneration } from '../../src/artifacts/write-generation.ts';
import { writeHistory } from '../../src/artifacts/write-history.ts';
import type { RunHistory } from '../../src/contracts/history.ts';
import { appendRecord, chainAfter, emptyChain } from '../../src/domain/lineage/chain.ts';
import { lineOf } from '../../src/domain/lineage/line.ts';
import type { HashedRecord } from '../../src/domain/lineage-record.ts';
import { base64 } from './history-maker.ts';
import { exampleRun, firstRunId, spec, workflowId } from './example-run.ts';

const run = exampleRun();
const records = run.generations.flatMap((generation) => generation.records);

let root = '';
let path = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dream verify '));
  const folders = createRunFolders(root);
  path = await folders.claim({ experiment: spec.experiment, run: workflowId, firstRunId });
  for (const input of run.generations) await writeGeneration(path, input);
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const publish = () => publishRun({ root, path, input: run.input, chain: run.open });
const close = async () => {
  await publish();
  await writeHistory(path, run.closed);
};
const file = (name: string) => join(path, name);
const lineageLines = async () =>
  (await readFile(file('lineage.jsonl'), 'utf8')).trimEnd().split('\n');
const writeLines = (lines: readonly string[]) =>
  writeFile(file('lineage.jsonl'), lines.map((line) => `${line}\n`).join(''));

describe('a whole folder', () => {
  it('of a closed run agrees with its history: level 1', async () => {
    await close();
    expect(await verifyFolder(path)).toEqual({
      level: 1,
      head: records.at(-1)?.hash,
      records: records.length,
      findings: [],
      notes: [],
    });
  });

  it('without the closed history reaches level 0 and says why', async () => {
    await publish();
    const open = await verifyFolder(path);
    expect(open).toMatchObject({ level: 0, findings: [] });
    expect(open.notes).toEqual([
      'history.json ends before the close of the run: the archive has not replaced it yet',
    ]);
  });

  it('of a run that died before its end reaches level 0 and says why', async () => {
    await rm(path, { recursive: true });
    const folders = createRunFolders(root);
    await folders.claim({ experiment: spec.experiment, run: workflowId, firstRunId });
    for (const input of run.generations.slice(0, 2)) await writeGeneration(path, input);
    expect(await verifyFolder(path)).toMatchObject({
      level: 0,
      findings: [],
      notes: [
        'no spec.json: genes and fitness not checked',
        'the run was not published: its files have no digests',
        'no history.json: agreement with the event history is not proven',
      ],
    });
  });

  it('of a run that was terminated agrees with the history up to there', async () => {
    await rm(path, { recursive: true });
    await createRunFolders(root).claim({
      experiment: spec.experiment,
      run: workflowId,
      firstRunId,
    });
    await writeHistory(path, run.terminated);
    expect((await readdir(path)).toSorted()).toEqual([
      'gen_0_candidates.jsonl',
      'gen_1_candidates.jsonl',
      'history.json',
      'lineage.jsonl',
      'manifest.json',
      'owner.json',
      'spec.json',
    ]);
    const { level, findings, notes } = await verifyFolder(path);
    expect({ level, findings, notes }).toEqual({ level: 1, findings: [], notes: [] });
  });

  it('can be moved and is still whole', async () => {
    await close();
    const moved = join(root, 'copied');
    await rename(path, moved);
    expect(await verifyFolder(moved)).toMatchObject({ level: 1, findings: [] });
  });
});

describe('one changed byte', () => {
  it('in any file of the folder is found, and blamed on that file', async () => {
    await close();
    const names = (await readdir(path)).toSorted();
    const originals = await Promise.all(names.map((name) => readFile(file(name))));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(names.length - 1),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (which, place, mask) => {
          const name = names[which] ?? '';
          const original = originals[which] ?? Buffer.alloc(0);
          const changed = Buffer.from(original);
          const at = place % changed.length;
          changed[at] = (changed[at] ?? 0) ^ mask;
          await writeFile(file(name), changed);
          const { level, findings } = await verifyFolder(path);
          await writeFile(file(name), original);
          expect(level).toBeNull();
          expect([...new Set(findings.map((finding) => finding.file))]).toEqual([name]);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('in a record names that record first', async () => {
    await close();
    const original = await readFile(file('lineage.jsonl'));
    let start = 0;
    for (const [seq, line] of (await lineageLines()).entries()) {
      const changed = Buffer.from(original);
      const at = start + 20 + ((seq * 97) % 200);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(file('lineage.jsonl'), changed);
      const { findings } = await verifyFolder(path);
      expect(findings[0]).toMatchObject({ file: 'lineage.jsonl', record: seq });
      expect(findings.every((each) => each.file === 'lineage.jsonl')).toBe(true);
      start += Buffer.byteLength(line) + 1;
    }
  }, 60_000);
});

describe('records', () => {
  test.each([
    ['removed', (lines: readonly string[]) => lines.toSpliced(4, 1), 4],
    ['written twice', (lines: readonly string[]) => lines.toSpliced(4, 0, lines[4] ?? ''), 4],
    [
      'in another order',
      (lines: readonly string[]) => lines.toSpliced(4, 2, lines[5] ?? '', lines[4] ?? ''),
      4,
    ],
    ['cut from the end', (lines: readonly string[]) => lines.slice(0, -1), records.length - 2],
  ])('%s are named', async (_how, change, seq) => {
    await close();
    await writeLines(change(await lineageLines()));
    const { level, findings } = await verifyFolder(path);
    expect(level).toBeNull();
    expect(findings[0]).toMatchObject({ file: 'lineage.jsonl', record: seq });
  });
});

describe('a folder made anew, digests and all', () => {
  it('does not agree with the history that it did not change', async () => {
    await close();
    await writeLines(forge(records).map(lineOf));
    for (const name of await readdir(path)) {
      if (name.startsWith('gen_')) await rm(file(name));
    }
    await writeCandidates(path, candidateTexts(forge(records), true));
    await writeManifest(path);
    const { level, findings } = await verifyFolder(path);
    expect(level).toBe(0);
    expect(findings[0]).toMatchObject({ file: 'lineage.jsonl', what: 'history' });
  });

  it('is found by a measurement in the history that makes another verdict', async () => {
    await close();
    const scored = records.flatMap(({ record }) =>
      record.kind === 'verdict' && record.verdict.kind === 'scored' ? [record] : [],
    );
    const { candidateId = '', seq } = scored[1] ?? {};
    const slower = withSlowerCapacity(run.closed, candidateId);
    await writeFile(file('history.json'), JSON.stringify(slower));
    await writeManifest(path);
    const { level, findings } = await verifyFolder(path);
    expect(level).toBe(0);
    expect(findings).toMatchObject([{ file: 'lineage.jsonl', record: seq, what: 'measurement' }]);
  });

  it('is found by a summary that tells another result', async () => {
    await close();
    const summary = await readFile(file('summary.json'), 'utf8');
    await writeFile(file('summary.json'), summary.replace('"usedMs": 60000', '"usedMs": 50000'));
    await writeManifest(path);
    const { findings } = await verifyFolder(path);
    expect(findings).toMatchObject([{ file: 'summary.json', what: 'summary' }]);
  });

  it('is found by a candidate file that tells another story than the records', async () => {
    await close();
    const text = await readFile(file('gen_1_candidates.jsonl'), 'utf8');
    await writeFile(
      file('gen_1_candidates.jsonl'),
      text.replace('"generation":1', '"generation":2'),
    );
    await writeManifest(path);
    const { findings } = await verifyFolder(path);
    expect(findings).toMatchObject([{ file: 'gen_1_candidates.jsonl', what: 'candidates' }]);
  });

  it('is found by a result that names another head', async () => {
    await close();
    const [only] = run.closed;
    const events = only?.history.events.slice(0, -1) ?? [];
    const result = { ...run.input.result, lineageHead: 'f'.repeat(64) };
    const last = {
      ...only?.history.events.at(-1),
      workflowExecutionCompletedEventAttributes: {
        result: {
          payloads: [
            { metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(result)) },
          ],
        },
      },
    };
    await writeHistory(path, [{ runId: firstRunId, history: { events: [...events, last] } }]);
    const { level, findings } = await verifyFolder(path);
    expect(level).toBe(0);
    expect(findings.map(({ what }) => what)).toContain('head of the result');
  });
});

describe('files', () => {
  it('that are gone or were added are named', async () => {
    await close();
    await rm(file('spec.json'));
    await writeFile(file('nötes.txt'), 'mine');
    await symlink(file('summary.json'), file('link.json'));
    const { findings } = await verifyFolder(path);
    expect(findings.map((finding) => finding.file).toSorted()).toEqual([
      'link.json',
      'nötes.txt',
      'spec.json',
    ]);
  });

  it('left behind by a killed write are no part of the run', async () => {
    await close();
    await writeFile(file('.summary.json.0123456789ab.tmp'), '{');
    expect(await verifyFolder(path)).toMatchObject({ level: 1, findings: [] });
  });

  it('cannot do without the manifest once the run was published', async () => {
    await close();
    await rm(file('manifest.json'));
    const { findings } = await verifyFolder(path);
    expect(findings).toMatchObject([{ file: 'manifest.json', got: 'none' }]);
  });
});

describe('a folder that cannot be verified', () => {
  test.each([
    ['is not there', 'there is no such run folder', () => join(root, 'nowhere')],
    ['is a file', 'this is no folder', () => file('lineage.jsonl')],
    ['has no lineage', 'the folder has no lineage.jsonl', () => join(root, 'empty')],
  ])('%s: LINEAGE_UNUSABLE', async (_how, what, target) => {
    await mkdir(join(root, 'empty'));
    await expect(verifyFolder(target())).rejects.toMatchObject({
      code: 'LINEAGE_UNUSABLE',
      message: what,
    });
  });
});

/** The chain computed anew with one figure changed. */
function forge(originals: readonly HashedRecord[]): readonly HashedRecord[] {
  const forged: HashedRecord[] = [];
  for (const { record } of originals) {
    const { v: _v, seq: _seq, prev: _prev, ...entry } = record;
    const last = forged.at(-1);
    const state = last === undefined ? emptyChain : chainAfter(last);
    const changed = entry.kind === 'final' ? { ...entry, trials: entry.trials + 1 } : entry;
    forged.push(appendRecord(state, changed));
  }
  return forged;
}

/** The history with a joint load of one candidate that was twice as slow. */
function withSlowerCapacity(chain: readonly RunHistory[], id: string): readonly RunHistory[] {
  return chain.map(({ runId, history }) => {
    const scheduled = history.events.find((event) =>
      JSON.stringify(event).includes(`"activityId":"${id}.probeCapacity.1"`),
    )?.['eventId'];
    const events = history.events.map((event) => {
      const completed = event['activityTaskCompletedEventAttributes'] as
        | { scheduledEventId: string; result: { payloads: [{ data: string; metadata: unknown }] } }
        | undefined;
      if (completed?.scheduledEventId !== scheduled || completed === undefined) return event;
      const [payload] = completed.result.payloads;
      const text = Buffer.from(payload.data, 'base64').toString('utf8');
      const slower = text.replace(/"median":(\d+)/g, '"median":$11');
      const payloads = [{ ...payload, data: base64(slower) }];
      const attributes = { ...completed, result: { payloads } };
      return { ...event, activityTaskCompletedEventAttributes: attributes };
    });
    return { runId, history: { events } };
  });
}
