import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DreamError } from '../contracts/errors.ts';
import { syncFolder } from './atomic-write.ts';
import { writeError } from './write-errors.ts';

/** Lines of a file whose line numbers are sequence numbers, from 0 on. `first` is that of lines[0]. */
export type NumberedLines = { readonly first: number; readonly lines: readonly string[] };

/**
 * Appends the lines that are not there yet; the ones that are must be equal byte for byte. A torn
 * last line, of a write that was killed, is written again. Throws LINEAGE_BROKEN on a gap or a
 * different line, DISK_FULL or FOLDER_UNWRITABLE.
 */
export async function appendJsonl(path: string, numbered: NumberedLines): Promise<void> {
  const file = await openToAppend(path);
  try {
    const present = await readWholeLines(file);
    const fresh = freshLines(path, present.lines, numbered);
    await file.truncate(present.bytes);
    await writeAll(file, Buffer.from(fresh.map((line) => `${line}\n`).join('')), present.bytes);
    await file.sync();
  } catch (error) {
    throw writeError(error, path);
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

async function openToAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx+', 0o600).catch(() => open(path, 'r+'));
  } catch (error) {
    throw writeError(error, path);
  }
}

async function readWholeLines(file: FileHandle): Promise<{ lines: string[]; bytes: number }> {
  const content = await file.readFile();
  const bytes = content.lastIndexOf('\n') + 1;
  const lines = bytes === 0 ? [] : content.toString('utf8', 0, bytes - 1).split('\n');
  return { lines, bytes };
}

/** One write may put down only a part, as on a disk that is nearly full. */
async function writeAll(file: FileHandle, content: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < content.length) {
    const { bytesWritten } = await file.write(
      content,
      done,
      content.length - done,
      position + done,
    );
    done += bytesWritten;
  }
}

function freshLines(
  path: string,
  present: readonly string[],
  { first, lines }: NumberedLines,
): readonly string[] {
  if (first > present.length) {
    throw broken(path, `records ${present.length} to ${first - 1} are missing`);
  }
  const known = lines.slice(0, present.length - first);
  const differing = known.findIndex((line, at) => line !== present[first + at]);
  if (differing !== -1) {
    throw broken(path, `record ${first + differing} is there with another content`);
  }
  return lines.slice(known.length);
}

function broken(path: string, what: string): DreamError {
  return new DreamError('LINEAGE_BROKEN', {
    what,
    where: path,
    why: 'the file was changed by something else than its run',
    fix: `move the folder away and see what changed it`,
  });
}
