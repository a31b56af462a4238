import { ApplicationFailure } from '@temporalio/activity';
import { DreamError } from '../contracts/errors.ts';
import type { ErrorCode } from '../contracts/errors.ts';

/** Trying again cannot help: the input, the host or a person has to change first. */
const finalCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONFIG_INVALID',
  'CONFIG_MISSING',
  'DUPLICATE_RUN',
  'FOLDER_FOREIGN',
  'FOLDER_UNWRITABLE',
  'BINARY_MISSING',
  'NVIDIA_SMI_MISSING',
  'GPU_UNRESPONSIVE',
  'GPU_DIRTY',
  'ENGINE_HOST_MISCONFIGURED',
  'ENGINE_LOST',
  'SESSION_LOST',
  'PROFILE_MISMATCH',
  'FILES_ABSENT',
  'LINEAGE_BROKEN',
  'LINEAGE_UNUSABLE',
  'RUN_NOT_FOUND',
  'REFUSED',
  'USAGE',
]);

/** Runs a step and translates what it throws: the code becomes the type of Temporal's failure. */
export async function translating<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof DreamError) throw failureOf(error);
    throw error;
  }
}

function failureOf({ code, detail }: DreamError): ApplicationFailure {
  const { what, where, why, fix } = detail;
  const message = [what, where && `at ${where}`, why, fix && `fix: ${fix}`]
    .filter(Boolean)
    .join('; ')
    .slice(0, 2_000);
  return ApplicationFailure.create({ type: code, message, nonRetryable: finalCodes.has(code) });
}
