import { mkdir, readFile, readdir, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { promotionFiles } from '../../../src/artifacts/promotion/promotion-files.ts';
import type { WritePromotionInput } from '../../../src/contracts/promotion.ts';
import {
  CandidateFile,
  DecisionFile,
  PromotionManifest,
} from '../../../src/contracts/schemas/promotion.ts';
import { EvidenceSchema } from '../../../src/contracts/schemas/review.ts';
import { approved, digest, evidence, winner } from '../../domain/promotion/proposals.ts';
import {
  artifacts,
  filesIn,
  historyOf,
  promotionId,
  proposal,
  report,
  sha256,
  waiting,
  write,
} from './promotion-folder.ts';

let root = '';
beforeEach(async () => {
  root = await artifacts();
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const decided: WritePromotionInput = { ...waiting, decision: approved };
const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const written = ['decision.json', 'history.json', 'manifest.json'];
const without = (names: readonly string[], files: Readonly<Record<string, Buffer>>) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));

describe('the folder of a proposal', () => {
  test('holds everything but a decision, and nothing that was left over', async () => {
    const path = await write(root);
    expect(path.endsWith(join('promotions', promotionId))).toBe(true);
    const all = Object.values(promotionFiles).filter((name) => name !== promotionFiles.decision);
    expect((await readdir(path)).toSorted()).toEqual(all.toSorted());
    expect(await readdir(join(root, 'promotions'))).toEqual([promotionId]);
  });

  test('may be read by its owner only', async () => {
    const path = await write(root, decided);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(root, 'promotions'))).mode & 0o777).toBe(0o700);
    for (const name of Object.values(promotionFiles)) {
      expect([name, (await stat(join(path, name))).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test('has evidence whose SHA-256 is the digest that is decided on', async () => {
    const bytes = filesIn(await write(root))['evidence.json'] ?? Buffer.alloc(0);
    expect(sha256(bytes)).toBe(digest);
    expect(EvidenceSchema.parse(JSON.parse(bytes.toString()))).toEqual(evidence);
  });

  test('has a manifest with the SHA-256 of every other file, and of itself', async () => {
    const files = filesIn(await write(root, decided));
    const manifest = PromotionManifest.parse(JSON.parse(String(files['manifest.json'])));
    const { digest: own, ...rest } = manifest;
    const others = Object.entries(without(['manifest.json'], files));
    expect(manifest).toMatchObject({ promotionId, state: 'approved', evidence: digest });
    expect(manifest.files).toEqual(
      Object.fromEntries(others.map(([name, bytes]) => [name, sha256(bytes)])),
    );
    expect(own).toBe(sha256(JSON.stringify(rest)));
  });

  test('says in candidate.json what would take the place of what', async () => {
    const candidate = CandidateFile.parse(await json(join(await write(root), 'candidate.json')));
    expect(candidate).toMatchObject({
      simulated: true,
      target: 'simulated',
      configuration: winner,
      baseline: evidence.review.baseline.configuration,
      flags: evidence.flags,
    });
  });

  test('has the lineage of the run, the report and its own history as they are', async () => {
    const files = filesIn(await write(root));
    const lineage = await readFile(join(root, proposal.runFolder, 'lineage.jsonl'));
    expect(files['lineage.jsonl']).toEqual(lineage);
    expect(files['report.html']?.toString()).toBe(report.html);
    expect(files['report.md']?.toString()).toBe(report.markdown);
    expect(files['report.json']?.toString()).toBe(report.json);
    expect(JSON.parse(String(files['history.json']))).toEqual(historyOf(waiting));
  });

  test('is written also where run folder and report are gone', async () => {
    await rm(join(root, proposal.runFolder), { recursive: true });
    const names = await readdir(await write(root, waiting, { report: null }));
    expect(names.filter((name) => /^(lineage|report)/.test(name))).toEqual([]);
    expect(names).toContain('manifest.json');
  });
});

describe('writing it again', () => {
  test('gives the same bytes', async () => {
    const first = filesIn(await write(root));
    expect(filesIn(await write(root))).toEqual(first);
  });

  test('with a longer history changes nothing but history and manifest', async () => {
    const first = filesIn(await write(root));
    const history = [...historyOf(waiting), ...historyOf(waiting)];
    const again = filesIn(await write(root, waiting, { history }));
    expect(again['history.json']).not.toEqual(first['history.json']);
    expect(without(written, again)).toEqual(without(written, first));
  });

  test('with a decision adds decision.json and leaves the rest byte for byte', async () => {
    const first = filesIn(await write(root));
    const path = await write(root, decided);
    const again = filesIn(path);
    expect(Object.keys(again)).toEqual([...Object.keys(first), 'decision.json'].toSorted());
    expect(without(written, again)).toEqual(without(written, first));
    expect(DecisionFile.parse(await json(join(path, 'decision.json')))).toEqual({
      schemaVersion: 1,
      promotionId,
      digest,
      requester: 'ann@desk',
      approval: 'solo',
      target: 'simulated',
      decision: approved,
    });
  });

  test('keeps the report where it cannot be made any more', async () => {
    const first = filesIn(await write(root));
    await rm(join(root, proposal.runFolder), { recursive: true });
    const again = filesIn(await write(root, decided, { report: null }));
    expect(without(written, again)).toEqual(without(written, first));
  });

  test('of a decision again gives the same bytes', async () => {
    const first = filesIn(await write(root, decided));
    expect(filesIn(await write(root, decided))).toEqual(first);
  });
});

describe('no folder is written', () => {
  test('where it belongs to another proposal, whose files stay', async () => {
    const path = await write(root);
    const before = filesIn(path);
    const other = { ...decided, promotionFirstRunId: '0198f7aa-0000-7000-8000-00000000000f' };
    await expect(write(root, other)).rejects.toMatchObject({ code: 'FOLDER_FOREIGN' });
    expect(filesIn(path)).toEqual(before);
  });

  test('where a link leads all promotions out of the artifacts', async () => {
    const elsewhere = join(root, 'elsewhere');
    await mkdir(elsewhere);
    await symlink(elsewhere, join(root, 'promotions'));
    await expect(write(root)).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await readdir(elsewhere)).toEqual([]);
  });

  test('where the folder itself is a link', async () => {
    const elsewhere = join(root, 'elsewhere');
    await mkdir(elsewhere);
    await mkdir(join(root, 'promotions'));
    await symlink(elsewhere, join(root, 'promotions', promotionId));
    await expect(write(root)).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
    expect(await readdir(elsewhere)).toEqual([]);
  });
});
