import { execFileSync } from 'node:child_process';
import { dirname, delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { repositoryRoot } from '../../scripts/repository.ts';
import { childVariables } from '../../src/config/environment.ts';
import { searchAttributes } from '../../src/contracts/names.ts';
import { startStack } from '../stack/real-stack.ts';

let stack: Awaited<ReturnType<typeof startStack>>;

beforeAll(async () => {
  stack = await startStack({ bare: true });
});

afterAll(async () => {
  await stack.stop();
});

const temporal = (): string => inject('temporalBinary');

function setUp(namespace: string): void {
  const path = [dirname(temporal()), childVariables()['PATH'] ?? ''].join(delimiter);
  execFileSync('sh', [join(repositoryRoot, 'docker/temporal/namespace.sh')], {
    env: childVariables({
      PATH: path,
      TEMPORAL_ADDRESS: stack.address,
      TEMPORAL_NAMESPACE: namespace,
      RETENTION: '90d',
    }),
    stdio: 'ignore',
  });
}

function ask(namespace: string, ...words: readonly string[]): string {
  const where = ['--address', stack.address, '--namespace', namespace, '--output', 'json'];
  return execFileSync(temporal(), ['operator', ...words, ...where], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

it('namespace.sh makes a namespace with retention and search attributes, and does so twice', () => {
  setUp('dream-test');
  setUp('dream-test');
  const listed = ask('dream-test', 'search-attribute', 'list');
  for (const { name } of searchAttributes) expect(listed).toContain(`"${name}"`);
  expect(ask('dream-test', 'namespace', 'describe')).toContain('7776000s');
});
