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

/** The gRPC status code below an error of the client; null where there is none. */
export function grpcCodeOf(error: unknown): number | null {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : null;
}
