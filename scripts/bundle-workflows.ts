import { createHash } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { repositoryRoot } from './repository.ts';

const dist = join(repositoryRoot, 'dist');
const workflowsPath = join(dist, 'workflows', 'index.js');
const sizeLimitBytes = 2_000_000;
const forbiddenPackages = ['zod', 'yaml', 'execa', 'pino'];

const bundle = async (): Promise<void> => {
  if (!existsSync(workflowsPath)) {
    throw new Error(`${workflowsPath} is missing: run \`npm run build\` first`);
  }
  const bundled = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  const code = slimSourceMap(bundled.code);
  refuseForbiddenPackages(code);
  refuseLargeBundle(Buffer.byteLength(code));
  // the map varies with the folder, the code does not
  const sha256 = createHash('sha256').update(code.replace(sourceMapPattern, '')).digest('hex');
  replaceFile('workflow-bundle.js', code);
  replaceFile('bundle-digest.json', `${JSON.stringify({ sha256 })}\n`);
  const sizeKB = Math.round(Buffer.byteLength(code) / 1000);
  process.stdout.write(`workflow bundle: ${sizeKB} kB, sha256 ${sha256}\n`);
};

const sourceMapPattern = /(sourceMappingURL=data:application\/json[^,]*,)([A-Za-z0-9+/=]+)/;

// stack traces need no sources, and the package must not tell where it was built
const slimSourceMap = (code: string): string =>
  code.replace(sourceMapPattern, (_, prefix: string, encoded: string) => {
    const map = Buffer.from(encoded, 'base64').toString('utf8');
    const slim = JSON.stringify(JSON.parse(map), (key, value: unknown) =>
      key === 'sourcesContent' ? undefined : value,
    ).replaceAll(`${repositoryRoot}/`, '');
    return `${prefix}${Buffer.from(slim).toString('base64')}`;
  });

// the source map names every module that went in
const refuseForbiddenPackages = (code: string): void => {
  const encoded = sourceMapPattern.exec(code)?.[2] ?? '';
  const modules = Buffer.from(encoded, 'base64').toString('utf8');
  const found = forbiddenPackages.filter((name) => modules.includes(`node_modules/${name}/`));
  if (found.length > 0) {
    throw new Error(
      `the workflow bundle contains ${found.join(', ')}: import only types from the rooms that use it`,
    );
  }
};

const refuseLargeBundle = (sizeBytes: number): void => {
  if (sizeBytes > sizeLimitBytes) {
    throw new Error(
      `the workflow bundle has ${sizeBytes} bytes, at most ${sizeLimitBytes} are allowed`,
    );
  }
};

const replaceFile = (name: string, text: string): void => {
  const temporary = join(dist, `.${name}.${process.pid}`);
  writeFileSync(temporary, text);
  renameSync(temporary, join(dist, name));
};

try {
  await bundle();
} catch (error) {
  process.stderr.write(`bundle: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
