import { ServiceError, isGrpcServiceError } from '@temporalio/client';

/** gRPC status codes that are told apart here. */
export const grpcCodes = {
  cancelled: 1,
  invalid: 3,
  deadline: 4,
  notFound: 5,
  exhausted: 8,
  unavailable: 14,
} as const;

/** The gRPC status code of an error of the client, or below it; null where there is none. */
export function grpcCodeOf(error: unknown): number | null {
  // A worker's connection says it on the error itself, a client's on its cause.
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof ServiceError ? error.cause : null;
  return isGrpcServiceError(cause) ? cause.code : null;
}
