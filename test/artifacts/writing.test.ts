import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { writeFileAtomic } from '../../src/artifacts/atomic-write.ts';
import { checkDiskSpace, freeDiskMiB } from '../../src/artifacts/disk-space.ts';
import { appendJsonl } from '../../src/artifacts/jsonl.ts';
import { checkOwner, createRunFolder, createRunFolders } from '../../src/artifacts/run-folder.ts';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'artifacts ')));
});
afterEach(async () => {
  await chmod(root, 0o700);
  await rm(root, { recursive: true });
});

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const isRoot = process.getuid?.() === 0;

describe('an atomic write', () => {
  it('puts text and bytes in place for this user only, and leaves nothing beside', async () => {
    const path = join(root, 'summary.json');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, Buffer.from('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await modeOf(path)).toBe(0o600);
    expect(await readdir(root)).toEqual(['summary.json']);
  });

  it('shows readers the old or the new content, never a part', async () => {
    const path = join(root, 'state.json');
    const contents = ['a'.repeat(200_000), 'b'.repeat(300_000)];
    await writeFileAtomic(path, contents[0] ?? '');
    let writing = true;
    const seen = new Set<string>();
    const reader = (async () => {
      while (writing) {
        seen.add(await readFile(path, 'utf8'));
      }
    })();
    for (let at = 0; at < 20; at += 1) {
      await writeFileAtomic(path, contents[at % 2] ?? '');
    }
    writing = false;
    await reader;
    expect([...seen].filter((text) => !contents.includes(text))).toEqual([]);
  });

  it('keeps the old file and no rest when it fails', async () => {
    const path = join(root, 'taken');
    await mkdir(join(path, 'inside'), { recursive: true });
    await expect(writeFileAtomic(path, 'new')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(root)).toEqual(['taken']);
  });

  it('says FOLDER_UNWRITABLE where there is no folder', async () => {
    await expect(writeFileAtomic(join(root, 'gone', 'x'), '')).rejects.toMatchObject({
      code: 'FOLDER_UNWRITABLE',
      detail: { where: join(root, 'gone', 'x'), why: 'ENOENT' },
    });
  });

  it.skipIf(isRoot)('says FOLDER_UNWRITABLE where rights are missing', async () => {
    await chmod(root, 0o500);
    await expect(writeFileAtomic(join(root, 'x'), '')).rejects.toMatchObject({
      code: 'FOLDER_UNWRITABLE',
    });
  });
});

describe('numbered lines', () => {
  const path = () => join(root, 'lineage.jsonl');
  const text = () => readFile(path(), 'utf8');

  it('are appended once, however often a step is repeated', async () => {
    await appendJsonl(path(), { first: 0, lines: ['{"seq":0}', '{"seq":1}'] });
    await appendJsonl(path(), { first: 0, lines: ['{"seq":0}', '{"seq":1}'] });
    await appendJsonl(path(), { first: 1, lines: ['{"seq":1}', '{"seq":2}'] });
    expect(await text()).toBe('{"seq":0}\n{"seq":1}\n{"seq":2}\n');
    expect(await modeOf(path())).toBe(0o600);
  });

  it('leave later lines alone when an early step is repeated', async () => {
    await appendJsonl(path(), { first: 0, lines: ['0', '1', '2'] });
    await appendJsonl(path(), { first: 0, lines: ['0'] });
    expect(await text()).toBe('0\n1\n2\n');
  });

  it('mend the torn last line of a killed write', async () => {
    await writeFile(path(), '{"seq":0}\n{"se');
    await appendJsonl(path(), { first: 1, lines: ['{"seq":1}'] });
    expect(await text()).toBe('{"seq":0}\n{"seq":1}\n');
  });

  it('count bytes, not characters', async () => {
    await appendJsonl(path(), { first: 0, lines: ['"grüße 🎧"'] });
    await appendJsonl(path(), { first: 1, lines: ['"ä"'] });
    expect(await text()).toBe('"grüße 🎧"\n"ä"\n');
  });

  test.each([
    { numbered: { first: 2, lines: ['2'] }, what: 'records 1 to 1 are missing' },
    { numbered: { first: 0, lines: ['x'] }, what: 'record 0 is there with another content' },
  ])('are refused: $what', async ({ numbered, what }) => {
    await appendJsonl(path(), { first: 0, lines: ['0'] });
    await expect(appendJsonl(path(), numbered)).rejects.toMatchObject({
      code: 'LINEAGE_BROKEN',
      message: what,
    });
    expect(await text()).toBe('0\n');
  });
});

describe('a run folder', () => {
  const wanted = (change = {}) => ({
    root: join(root, 'artifacts', 'dream'),
    experiment: 'spica',
    run: 'spica-0001',
    firstRunId: 'first-1',
    ...change,
  });

  it('is made once, for its owner only, and taken again by the same owner', async () => {
    const folder = await createRunFolder(wanted());
    expect(folder).toBe(join(root, 'artifacts', 'dream', 'spica', 'spica-0001'));
    expect(await modeOf(folder)).toBe(0o700);
    expect(JSON.parse(await readFile(join(folder, 'owner.json'), 'utf8'))).toEqual({
      firstRunId: 'first-1',
    });
    await writeFile(join(folder, 'summary.json'), '{}');
    expect(await createRunFolder(wanted())).toBe(folder);
    expect((await readdir(folder)).sort((a, b) => a.localeCompare(b))).toEqual([
      'owner.json',
      'summary.json',
    ]);
    expect(await readdir(join(folder, '..'))).toEqual(['spica-0001']);
  });

  it('is claimed under one artifacts folder', async () => {
    const folders = createRunFolders(join(root, 'artifacts', 'dream'));
    const { experiment, run, firstRunId } = wanted();
    const path = await folders.claim({ experiment, run, firstRunId });
    expect(path).toBe(join(folders.root, 'spica', 'spica-0001'));
    expect(await folders.claim({ experiment, run, firstRunId })).toBe(path);
  });

  it('of another run is refused and left as it is', async () => {
    const folder = await createRunFolder(wanted());
    await expect(createRunFolder(wanted({ firstRunId: 'first-2' }))).rejects.toMatchObject({
      code: 'FOLDER_FOREIGN',
      message: 'the run folder belongs to another run (first run id first-1)',
    });
    await expect(checkOwner(folder, 'first-2')).rejects.toMatchObject({ code: 'FOLDER_FOREIGN' });
    await checkOwner(folder, 'first-1');
  });

  it('goes to one of many that ask at the same time', async () => {
    const asks = Array.from({ length: 8 }, (_, at) =>
      createRunFolder(wanted({ firstRunId: `first-${at}` })),
    );
    const results = await Promise.allSettled(asks);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(join(root, 'artifacts', 'dream', 'spica'))).toEqual(['spica-0001']);
  });

  it('that somebody else filled without an owner is refused', async () => {
    const folder = join(root, 'artifacts', 'dream', 'spica', 'spica-0001');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await expect(createRunFolder(wanted())).rejects.toMatchObject({
      code: 'FOLDER_FOREIGN',
      message: 'the run folder exists and says no owner',
    });
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  it('stays inside the artifacts, whatever links lie there', async () => {
    await mkdir(join(root, 'artifacts', 'dream'), { recursive: true });
    await mkdir(join(root, 'elsewhere'));
    await symlink(join(root, 'elsewhere'), join(root, 'artifacts', 'dream', 'spica'));
    await expect(createRunFolder(wanted())).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await readdir(join(root, 'elsewhere'))).toEqual([]);
  });

  test.each([
    { experiment: '../spica' },
    { run: '..' },
    { run: 'a/b' },
    { run: '' },
    { experiment: 'Spica' },
    { experiment: 'winners' },
    { experiment: 'promotions' },
  ])('has no such name: %j', async (change) => {
    await expect(createRunFolder(wanted(change))).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('says FOLDER_UNWRITABLE where a file stands in its way', async () => {
    await writeFile(join(root, 'artifacts'), '');
    await expect(createRunFolder(wanted())).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
  });
});

describe('disk space', () => {
  it('is refused where less is free than needed, with both figures', async () => {
    const freeMiB = await freeDiskMiB(root);
    await checkDiskSpace(root, 0);
    await expect(checkDiskSpace(root, freeMiB + 1_000_000)).rejects.toMatchObject({
      code: 'DISK_FULL',
      detail: { where: root },
    });
  });
});

const tools = { mount: 'mount', umount: 'umount' };
const smallDisk = mountSmallDisk();

describe.skipIf(smallDisk === undefined)('on a full disk of 64 kB', () => {
  const folder = smallDisk ?? '';
  afterAll(() => {
    execFileSync(tools.umount, [folder]);
    rmSync(folder, { recursive: true });
  });

  it('a write says DISK_FULL, keeps the old file and leaves no rest', async () => {
    const path = join(folder, 'summary.json');
    await writeFileAtomic(path, 'old');
    await expect(writeFileAtomic(path, Buffer.alloc(200_000))).rejects.toMatchObject({
      code: 'DISK_FULL',
      detail: { where: path, why: 'ENOSPC' },
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['summary.json']);
  });

  it('lines that did not fit are appended when there is room again', async () => {
    const path = join(folder, 'lineage.jsonl');
    await appendJsonl(path, { first: 0, lines: ['0'] });
    await writeFile(join(folder, 'filler'), Buffer.alloc(20_000));
    const long = 'x'.repeat(15_000);
    const more = { first: 1, lines: [long, long, long] };
    await expect(appendJsonl(path, more)).rejects.toMatchObject({ code: 'DISK_FULL' });
    await rm(join(folder, 'filler'));
    await appendJsonl(path, more);
    expect(await readFile(path, 'utf8')).toBe(`0\n${long}\n${long}\n${long}\n`);
  });

  it('fewer than one MiB are free', async () => {
    await expect(checkDiskSpace(folder, 1)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: '0 MiB are free, 1 MiB are needed',
    });
  });

  it('no run is begun', async () => {
    const folders = createRunFolders(folder);
    const name = { experiment: 'spica', run: 'spica-0001', firstRunId: 'first-1' };
    await expect(folders.claim(name)).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  it('made read-only a write says FOLDER_UNWRITABLE', async () => {
    execFileSync(tools.mount, ['-o', 'remount,ro', folder]);
    await expect(writeFileAtomic(join(folder, 'new'), '')).rejects.toMatchObject({
      code: 'FOLDER_UNWRITABLE',
      detail: { why: 'EROFS' },
    });
  });
});

function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    console.warn('SKIPPED: a full disk needs the right to mount a tmpfs');
    return undefined;
  }
}
