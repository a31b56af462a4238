import { candidateTexts } from './candidate-files.ts';
import { runFiles } from './file-names.ts';
import { differing } from './folder-finding.ts';
import type { FolderFinding } from './folder-finding.ts';
import { jsonText } from './json-text.ts';
import { deriveManifest, isSealedManifest } from './manifest.ts';
import type { RunRead } from './read-run.ts';

/** Every file against its digest in the manifest, and the manifest against what the files make. */
export function verifyFiles(run: RunRead): readonly FolderFinding[] {
  const problems = run.problems.map(({ file, what }) => ({
    file,
    record: null,
    what: 'form',
    expected: 'a file as D-REAM writes it',
    got: what,
  }));
  const { manifest } = run;
  if (manifest === null) return [...problems, ...missingManifest(run)];
  if (!isSealedManifest(manifest)) {
    return [...problems, ...differing(runFiles.manifest, [['digest', manifest.digest, 'another']])];
  }
  const derived = deriveManifest(run);
  const names = [...new Set([...Object.keys(manifest.files), ...Object.keys(derived.files)])];
  const files = names.flatMap((name) =>
    differing(name, [
      ['digest', manifest.files[name] ?? 'no such file', derived.files[name] ?? 'no such file'],
    ]),
  );
  const changed = [...problems, ...files];
  // A changed file changes what the manifest should say: only the file is to blame.
  return changed.length > 0 ? changed : verifyManifest(run, jsonText(derived));
}

/** The candidate files against the records that they tell. */
export function verifyCandidates(run: RunRead): readonly FolderFinding[] {
  const texts = candidateTexts(run.lineage?.records ?? [], run.spec?.simulated ?? null);
  return [...texts].flatMap(([name, text]) => {
    const got = run.files.get(name)?.toString('utf8');
    if (got === text) return [];
    const [expectedLine = '', gotLine = ''] = firstDifference(text, got ?? '');
    return differing(name, [['candidates', expectedLine, gotLine]]);
  });
}

function missingManifest(run: RunRead): readonly FolderFinding[] {
  if (run.files.has(runFiles.manifest) || isUnpublished(run)) return [];
  return differing(runFiles.manifest, [['manifest', 'a manifest', 'none']]);
}

/** A run that was never published: it goes on, or it died before its end. */
export function isUnpublished(run: RunRead): boolean {
  const kept = [runFiles.manifest, runFiles.summary].some((name) => run.files.has(name));
  const isFinal = run.lineage?.records.at(-1)?.record.kind === 'final';
  return !kept && !isFinal;
}

function verifyManifest(run: RunRead, expected: string): readonly FolderFinding[] {
  const got = run.files.get(runFiles.manifest)?.toString('utf8') ?? '';
  if (got === expected) return [];
  const [expectedLine = '', gotLine = ''] = firstDifference(expected, got);
  return differing(runFiles.manifest, [['manifest', expectedLine, gotLine]]);
}

/** The first line that differs, of both texts. */
function firstDifference(expected: string, got: string): readonly string[] {
  const ours = expected.split('\n');
  const theirs = got.split('\n');
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  const index = at === -1 ? ours.length : at;
  return [ours[index] ?? 'the end', theirs[index] ?? 'the end'].map((line) => line.slice(0, 300));
}
