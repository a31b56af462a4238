import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { sealExecutable } from './binary-cache.ts';
import { describeInstallFailure } from './install-binary.ts';
import type { InstallOutcome, OnInstallProgress } from './install-binary.ts';

export type Download = {
  /** Where Temporal publishes its command line. */
  readonly baseUrl: string;
  readonly version: string;
  readonly connectTimeoutMs: number;
};

export const officialDownload: Download = {
  baseUrl: 'https://temporal.download/cli/archive',
  version: '1.9.1',
  connectTimeoutMs: 10_000,
};

/** Where the downloaded executable lives in our cache. */
export const downloadedPath = (cacheDir: string, { version }: Download): string =>
  join(cacheDir, 'temporal', `download-${version}`, 'temporal');

/** Downloads Temporal's own archive, the source that the SDK uses, into the cache. */
export const downloadBinary = async (
  download: Download,
  cacheDir: string,
  onProgress: OnInstallProgress,
): Promise<InstallOutcome> => {
  const target = downloadedPath(cacheDir, download);
  try {
    await mkdir(dirname(target), { recursive: true });
    const work = await mkdtemp(join(dirname(target), '.download-'));
    try {
      const archive = join(work, 'temporal.tar.gz');
      await fetchArchive(download, archive, (receivedBytes, totalBytes) => {
        const source = download.baseUrl;
        onProgress({ source, receivedBytes, totalBytes, cachePath: dirname(target) });
      });
      await execa('tar', ['-xf', archive, '-C', work, 'temporal']);
      const sha256 = await sealExecutable(join(work, 'temporal'));
      await rename(join(work, 'temporal.sha256'), `${target}.sha256`);
      await rename(join(work, 'temporal'), target);
      return { kind: 'installed', path: target, sha256 };
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  } catch (error) {
    return { kind: 'failed', reason: describeInstallFailure(error) };
  }
};

const fetchArchive = async (
  download: Download,
  file: string,
  onBytes: (receivedBytes: number, totalBytes: number) => void,
): Promise<void> => {
  const response = await connectWithin(download);
  if (!response.ok || response.body === null) {
    throw new Error(`${download.baseUrl} answered ${response.status}`);
  }
  const totalBytes = Number(response.headers.get('content-length') ?? 0);
  const handle = await open(file, 'w');
  let receivedBytes = 0;
  onBytes(0, totalBytes);
  try {
    for await (const chunk of response.body) {
      const bytes: unknown = chunk;
      if (bytes instanceof Uint8Array) {
        await handle.write(bytes);
        receivedBytes += bytes.byteLength;
        onBytes(receivedBytes, totalBytes);
      }
    }
  } finally {
    await handle.close();
  }
};

// the limit is for the answer, not for the whole transfer
const connectWithin = async (download: Download): Promise<Response> => {
  const machine = arch() === 'arm64' ? 'arm64' : 'amd64';
  const url = `${download.baseUrl}/v${download.version}?platform=${platform()}&arch=${machine}`;
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error(`no answer within ${download.connectTimeoutMs / 1000} s`));
  }, download.connectTimeoutMs);
  try {
    return await fetch(url, { signal: limit.signal });
  } finally {
    clearTimeout(timer);
  }
};
