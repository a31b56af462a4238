import { ApplicationFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { translating } from '../../src/activities/failures.ts';
import { DreamError, errorCodes } from '../../src/contracts/errors.ts';
import type { ErrorCode } from '../../src/contracts/errors.ts';

const failureOf = async (error: Error): Promise<unknown> =>
  translating(async () => {
    throw error;
  }).catch((thrown: unknown) => thrown);

/** What may pass by itself, so that Temporal tries again. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DISK_FULL',
  'NVIDIA_SMI_FAILED',
  'GPU_BUSY',
  'ENGINE_START_FAILED',
  'TEMPORAL_UNREACHABLE',
  'WORKER_MISSING',
  'PORT_TAKEN',
  'INTERNAL',
]);

const final: readonly ErrorCode[] = [
  'CONFIG_INVALID',
  'CONFIG_MISSING',
  'DUPLICATE_RUN',
  'FOLDER_FOREIGN',
  'FOLDER_UNWRITABLE',
  'BINARY_MISSING',
  'GPU_DIRTY',
  'ENGINE_LOST',
  'SESSION_LOST',
  'PROFILE_MISMATCH',
  'FILES_ABSENT',
];

test.each(final)('%s is final: trying again cannot help', async (code) => {
  const failure = await failureOf(new DreamError(code, { what: 'it happened' }));
  expect(failure).toMatchObject({ type: code, nonRetryable: true });
});

test.each([...passing])('%s may pass and is tried again', async (code) => {
  const failure = await failureOf(new DreamError(code, { what: 'it happened' }));
  expect(failure).toMatchObject({ type: code, nonRetryable: false });
});

test.each(errorCodes)('%s keeps its code as the type of the failure', async (code) => {
  const failure = await failureOf(new DreamError(code, { what: 'it happened' }));
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: code });
});

test('the message says what, where, why and how to mend, at most 2,000 characters', async () => {
  const detail = { what: 'it broke', where: 'here', why: 'so', fix: 'this' };
  const failure = await failureOf(new DreamError('INTERNAL', detail));
  expect(failure).toMatchObject({ message: 'it broke; at here; so; fix: this' });
  const long = await failureOf(new DreamError('INTERNAL', { what: 'x'.repeat(5_000) }));
  expect((long as Error).message).toHaveLength(2_000);
});

test('what is no error of ours passes through as it is', async () => {
  const error = new Error('a bug');
  expect(await failureOf(error)).toBe(error);
});
