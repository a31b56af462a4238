import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DreamError } from '../contracts/errors.ts';
import { BundleDigest } from '../contracts/schemas/bundle.ts';

/** The prebuilt workflow code and the digest that tells builds apart. */
export type WorkflowBundle = { readonly codePath: string; readonly digest: string };

/** Throws FILES_ABSENT where the package was not built. */
export function findBundle(packageDir: string): WorkflowBundle {
  const codePath = join(packageDir, 'dist', 'workflow-bundle.js');
  const digestFile = join(packageDir, 'dist', 'bundle-digest.json');
  if (!existsSync(codePath) || !existsSync(digestFile)) {
    throw new DreamError('FILES_ABSENT', {
      what: 'the workflow bundle has not been built',
      where: codePath,
      fix: 'build it with: npm run build && npm run bundle',
    });
  }
  const { sha256 } = BundleDigest.parse(JSON.parse(readFileSync(digestFile, 'utf8')));
  return { codePath, digest: sha256 };
}
