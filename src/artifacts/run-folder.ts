import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DreamError } from '../contracts/errors.ts';
import { experimentNamePattern, runIdPattern } from '../contracts/names.ts';
import { syncFolder, writeFileAtomic } from './atomic-write.ts';
import { checkDiskSpace } from './disk-space.ts';
import { rootFolders, runFiles } from './file-names.ts';
import { systemCodeOf, writeError } from './write-errors.ts';

export type RunName = {
  readonly experiment: string;
  readonly run: string;
  /** First run id of the execution chain: it owns the folder. */
  readonly firstRunId: string;
};

export type RunFolder = RunName & {
  /** The artifacts folder, `artifacts/dream`. */
  readonly root: string;
};

/** The run folders under one artifacts folder. */
export type RunFolders = {
  readonly root: string;
  /** Makes the folder of a run, or takes it again for its owner; returns its real path. */
  claim(name: RunName): Promise<string>;
};

/** A run with its history takes a few MiB; below this none is begun or gone on with. */
const neededMiB = 32;

export function createRunFolders(root: string): RunFolders {
  return {
    root,
    claim: async (name) => {
      const folder = await createRunFolder({ ...name, root });
      await checkDiskSpace(folder, neededMiB);
      return folder;
    },
  };
}

/**
 * Creates `<root>/<experiment>/<run>/` for one execution chain, or takes it again. Returns the real
 * path. Throws FOLDER_FOREIGN, FOLDER_UNWRITABLE, DISK_FULL, and USAGE or REFUSED for names that
 * lead out.
 */
export async function createRunFolder(wanted: RunFolder): Promise<string> {
  checkNames(wanted);
  const { root, experiment, run, firstRunId } = wanted;
  return claimFolder({ root, parent: experiment, name: run, firstRunId });
}

export type OwnedFolder = {
  readonly root: string;
  /** Name of the folder below the root, checked by the caller as `name` is. */
  readonly parent: string;
  readonly name: string;
  readonly firstRunId: string;
};

/**
 * Creates `<root>/<parent>/<name>/`, mode 0700, complete with its owner file or not at all; a folder
 * that is its owner's already is taken as it is. Returns the real path.
 */
export async function claimFolder({
  root,
  parent,
  name,
  firstRunId,
}: OwnedFolder): Promise<string> {
  const above = await parentOf(root, parent);
  const folder = join(above, name);
  // Made beside and renamed: a rename never replaces a folder with something in it.
  const temporary = join(above, `.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(temporary, { mode: 0o700 });
    await writeFileAtomic(join(temporary, runFiles.owner), ownerText(firstRunId));
    await rename(temporary, folder);
    await syncFolder(above);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!isTaken(error)) {
      throw writeError(error, folder);
    }
  }
  await checkOwner(folder, firstRunId);
  return await realpath(folder);
}

/** Throws FOLDER_FOREIGN unless the folder belongs to this execution chain. */
export async function checkOwner(folder: string, firstRunId: string): Promise<void> {
  const owner = await readOwner(folder);
  if (owner === firstRunId) {
    return;
  }
  throw new DreamError('FOLDER_FOREIGN', {
    what:
      owner === undefined
        ? 'the run folder exists and says no owner'
        : `the run folder belongs to another run (first run id ${owner})`,
    where: folder,
    why: `this run is ${firstRunId}`,
    fix: 'choose another workflow id, or move that folder away',
  });
}

/** First run id that a run folder belongs to; undefined where none is told. */
export async function readOwner(folder: string): Promise<string | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, runFiles.owner), 'utf8'));
    const isOwner = typeof value === 'object' && value !== null && 'firstRunId' in value;
    return isOwner && typeof value.firstRunId === 'string' ? value.firstRunId : undefined;
  } catch {
    return undefined;
  }
}

const ownerText = (firstRunId: string): string => `${JSON.stringify({ firstRunId })}\n`;

const isTaken = (error: unknown): boolean =>
  ['EEXIST', 'ENOTEMPTY'].includes(systemCodeOf(error) ?? '');

function checkNames({ experiment, run }: RunFolder): void {
  const bad = !experimentNamePattern.test(experiment) ? experiment : run;
  if (!experimentNamePattern.test(experiment) || !runIdPattern.test(run)) {
    throw new DreamError('USAGE', {
      what: `"${bad}" cannot name a folder`,
      why: 'small letters, digits, - and _ only, first a letter or a digit',
    });
  }
  if (Object.values<string>(rootFolders).includes(experiment)) {
    throw new DreamError('USAGE', {
      what: `no experiment can have the name "${experiment}"`,
      why: 'the artifacts have a folder of that name',
    });
  }
}

/** The real folder above; a link in it may not lead out of the artifacts. */
async function parentOf(root: string, name: string): Promise<string> {
  const parent = join(root, name);
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const [realRoot, realParent] = await Promise.all([realpath(root), realpath(parent)]);
    if (relative(realRoot, realParent) === name) {
      return realParent;
    }
    throw new DreamError('REFUSED', {
      what: `the folder ${name} leads out of ${root}`,
      where: parent,
      why: `it is a link to ${realParent}`,
      fix: `remove the link; another place for all artifacts is set with --artifacts-dir`,
    });
  } catch (error) {
    throw writeError(error, `${parent}${sep}`);
  }
}
