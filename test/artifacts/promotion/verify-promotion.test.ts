import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonText } from '../../../src/artifacts/json-text.ts';
import { promotionFiles } from '../../../src/artifacts/promotion/promotion-files.ts';
import { verifyPromotion } from '../../../src/artifacts/promotion/verify-promotion.ts';
import type { Proposal, WritePromotionInput } from '../../../src/contracts/promotion.ts';
import { PromotionManifest } from '../../../src/contracts/schemas/promotion.ts';
import { approved, digestOfEvidence, evidence } from '../../domain/promotion/proposals.ts';
import { artifacts, promotionId, proposal, sha256, waiting, write } from './promotion-folder.ts';

const names = Object.values(promotionFiles);
const decided: WritePromotionInput = { ...waiting, decision: approved };

let root = '';
let path = '';
beforeEach(async () => {
  root = await artifacts();
  path = await write(root, decided);
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const verify = (given: Proposal = proposal) =>
  verifyPromotion(root, { promotionId, proposal: given });
const change = async (name: string, to: (bytes: Buffer) => Buffer | string) =>
  writeFile(join(path, name), to(await readFile(join(path, name))));

/** Another proposal of the same run, by hand: its own evidence, digest and folder. */
const otherEvidence = { ...evidence, proposedBy: 'ben@desk' };
const other: WritePromotionInput = {
  ...decided,
  promotionId: `${promotionId}-2`,
  promotionFirstRunId: '0198f7aa-0000-7000-8000-000000000003',
  proposal: {
    ...proposal,
    evidence: otherEvidence,
    digest: digestOfEvidence(otherEvidence),
    folder: `${promotionId}-2`,
  },
};

describe('a promotion folder verifies', () => {
  test('as it was written, with a decision and without', async () => {
    expect(await verify()).toBeNull();
    await rm(path, { recursive: true });
    await write(root);
    expect(await verify()).toBeNull();
  });

  test('where nothing was written yet, or only its owner', async () => {
    for (const name of names.filter((each) => each !== promotionFiles.owner)) {
      await rm(join(path, name));
    }
    expect(await verify()).toBeNull();
    await rm(path, { recursive: true });
    expect(await verify()).toBeNull();
  });

  test('where the manifest comes while one looks: it is written last', async () => {
    const manifest = await readFile(join(path, promotionFiles.manifest));
    await rm(join(path, promotionFiles.manifest));
    const verified = verify();
    await writeFile(join(path, promotionFiles.manifest), manifest);
    expect(await verified).toBeNull();
  });
});

describe.each(names)('%s', (name) => {
  const finding = `${name} is not as it was written`;

  test('is missed where it was deleted', async () => {
    await rm(join(path, name));
    expect(await verify()).toBe(name === promotionFiles.manifest ? `${name} is missing` : finding);
  });

  test('is found where one byte of it was flipped, wherever that is', async () => {
    const bytes = await readFile(join(path, name));
    const step = Math.max(1, Math.floor(bytes.length / 40));
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await writeFile(join(path, name), flipped);
      expect([at, await verify()]).toEqual([at, finding]);
    }
    await writeFile(join(path, name), bytes);
    expect(await verify()).toBeNull();
  });

  test('is found where it was cut short, or has a byte more', async () => {
    await change(name, (bytes) => Buffer.concat([bytes, Buffer.from('\n')]));
    expect(await verify()).toBe(finding);
    await change(name, (bytes) => bytes.subarray(0, -2));
    expect(await verify()).toBe(finding);
    await writeFile(join(path, name), '');
    expect(await verify()).toBe(finding);
  });
});

describe('a file of another proposal', () => {
  // decision.json and candidate.json of two proposals of one run may be equal but for their ids.
  const own = names.filter((name) => !['candidate.json', 'lineage.jsonl'].includes(name));

  test.each(own.filter((name) => !name.startsWith('report')))('%s is found', async (name) => {
    const foreign = await write(root, other);
    await change(name, () => '');
    await writeFile(join(path, name), await readFile(join(foreign, name)));
    expect(await verify()).not.toBeNull();
  });

  test('is found also where all of them were put in its place', async () => {
    const foreign = await write(root, other);
    for (const name of names) {
      await writeFile(join(path, name), await readFile(join(foreign, name)));
    }
    expect(await verify()).toBe('manifest.json is that of another proposal');
  });

  test('is found where its manifest was made to fit', async () => {
    const foreign = await write(root, other);
    await writeFile(join(path, 'evidence.json'), await readFile(join(foreign, 'evidence.json')));
    await remake({ evidence: other.proposal.digest });
    expect(await verify()).toBe('evidence.json is that of another proposal');
    await remake({ evidence: proposal.digest });
    expect(await verify()).toBe('evidence.json is that of another proposal');
  });
});

/** The manifest as someone makes it anew who has changed a file. */
async function remake(more: Partial<PromotionManifest> = {}): Promise<void> {
  const file = join(path, promotionFiles.manifest);
  const { digest: _old, ...rest } = PromotionManifest.parse(
    JSON.parse(await readFile(file, 'utf8')),
  );
  const files = Object.fromEntries(
    await Promise.all(
      Object.keys(rest.files).map(
        async (name) => [name, sha256(await readFile(join(path, name)))] as const,
      ),
    ),
  );
  const made = { ...rest, ...more, files };
  await writeFile(file, jsonText({ ...made, digest: sha256(JSON.stringify(made)) }));
}

describe('a manifest that was made anew', () => {
  test('hides nothing in candidate.json: the proposal says what is proposed', async () => {
    await change('candidate.json', (bytes) => bytes.toString().replace('55', '65'));
    await remake();
    expect(await verify()).toBe('candidate.json is not as it was written');
  });

  test.each(['[]', '{}', 'null', '{"schemaVersion":2}', '\u0000'])(
    'is none where it has another form: %j',
    async (text) => {
      await writeFile(join(path, promotionFiles.manifest), text);
      expect(await verify()).toBe('manifest.json is not as it was written');
    },
  );
});

test('a folder where a file should be is found, not followed', async () => {
  await rm(join(path, 'report.md'));
  await mkdir(join(path, 'report.md'));
  expect(await verify()).toBe('report.md is not as it was written');
});
