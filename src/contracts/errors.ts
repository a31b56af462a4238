/** Closed list of error codes; each has a page docs/errors/<code>.md. */
export const errorCodes = [
  'CONFIG_INVALID',
  'CONFIG_MISSING',
  'USAGE',
  'DUPLICATE_RUN',
  'FOLDER_UNWRITABLE',
  'FOLDER_FOREIGN',
  'DISK_FULL',
  'BINARY_MISSING',
  'NVIDIA_SMI_MISSING',
  'NVIDIA_SMI_FAILED',
  'GPU_UNRESPONSIVE',
  'GPU_BUSY',
  'GPU_DIRTY',
  'ENGINE_START_FAILED',
  'ENGINE_HOST_MISCONFIGURED',
  'ENGINE_LOST',
  'SESSION_LOST',
  'PROFILE_MISMATCH',
  'FILES_ABSENT',
  'TEMPORAL_UNREACHABLE',
  'NAMESPACE_MISSING',
  'SERVER_NOT_FOUND',
  'SERVER_START_FAILED',
  'PORT_TAKEN',
  'WORKER_MISSING',
  'BUNDLE_MISMATCH',
  'RUN_NOT_FOUND',
  'RUN_IN_THE_WAY',
  'PROMOTION_NOT_FOUND',
  'LINEAGE_BROKEN',
  'LINEAGE_UNUSABLE',
  'HISTORY_UNUSABLE',
  'REFUSED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export type ErrorDetail = {
  /** What happened, with the value that was met. */
  readonly what: string;
  /** file:line:col, path, address or step. */
  readonly where?: string;
  readonly why?: string;
  /** What to do, best a command that works as typed. */
  readonly fix?: string;
};

/** The one error that a user sees. `message` is `what`; the rest is data. Never holds a secret. */
export class DreamError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail, cause?: unknown) {
    super(detail.what, cause === undefined ? undefined : { cause });
    this.name = 'DreamError';
    this.code = code;
    this.detail = detail;
  }
}

/** Process exit codes, as documented in `dream help exit-codes`. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  nothingBetter: 3,
  unreachable: 4,
  lineageBroken: 5,
  refused: 6,
  levelTooLow: 7,
  pending: 8,
  interrupted: 130,
} as const;

/** The exit code that belongs to an error code. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'CONFIG_INVALID':
    case 'CONFIG_MISSING':
    case 'USAGE':
    case 'DUPLICATE_RUN':
    case 'FOLDER_UNWRITABLE':
    case 'FOLDER_FOREIGN':
    case 'BINARY_MISSING':
    case 'NVIDIA_SMI_MISSING':
    case 'FILES_ABSENT':
    case 'SERVER_NOT_FOUND':
    case 'PORT_TAKEN':
    case 'NAMESPACE_MISSING':
    case 'RUN_NOT_FOUND':
    case 'PROMOTION_NOT_FOUND':
    case 'LINEAGE_UNUSABLE':
    case 'HISTORY_UNUSABLE':
      return exitCodes.usage;
    case 'TEMPORAL_UNREACHABLE':
    case 'SERVER_START_FAILED':
    case 'WORKER_MISSING':
      return exitCodes.unreachable;
    case 'LINEAGE_BROKEN':
      return exitCodes.lineageBroken;
    case 'GPU_BUSY':
    case 'GPU_DIRTY':
    case 'DISK_FULL':
    case 'BUNDLE_MISMATCH':
    case 'RUN_IN_THE_WAY':
    case 'REFUSED':
      return exitCodes.refused;
    case 'NVIDIA_SMI_FAILED':
    case 'GPU_UNRESPONSIVE':
    case 'ENGINE_START_FAILED':
    case 'ENGINE_HOST_MISCONFIGURED':
    case 'ENGINE_LOST':
    case 'SESSION_LOST':
    case 'PROFILE_MISMATCH':
    case 'INTERNAL':
      return exitCodes.unexpected;
  }
}
