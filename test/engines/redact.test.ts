import { describe, expect, test } from 'vitest';
import { describeCommand, evidenceLimit, redact, toEvidence } from '../../src/engines/redact.ts';

const secret = 'verySecretValue123';

describe('secrets stay on the host', () => {
  test.each([
    `--api-key ${secret}`,
    `--api-key=${secret}`,
    `['--hf-token', '${secret}']`,
    `Authorization: Bearer ${secret}`,
    `HF_TOKEN=${secret}`,
    `https://user:${secret}@example.org/model`,
    `password: ${secret}`,
  ])('%s', (text) => {
    expect(redact(`started with ${text} on a host`)).not.toContain(secret);
  });

  test('what is no secret stays readable', () => {
    const text = 'ValueError: max_tokens 200 is too large, 16 keys of 64 tokens';
    expect(redact(text)).toBe(text);
  });

  test('a command is told without its key', () => {
    const command = ['vllm', 'serve', 'model', '--api-key', secret, '--port=1'];
    expect(describeCommand(command)).toBe('vllm serve model --api-key=[hidden] --port=1');
  });
});

describe('evidence', () => {
  test('is one line of at most 500 characters', () => {
    const evidence = toEvidence(`first\n\tsecond ${'x'.repeat(2_000)}`);
    expect(evidence).toHaveLength(evidenceLimit);
    expect(evidence).toMatch(/^first second x+\.\.\.$/);
  });

  test('has no colours and no control characters', () => {
    expect(toEvidence('\u001b[31mred\u001b[0m\u0000 alert\u0007')).toBe('red alert');
  });
});
