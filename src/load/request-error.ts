/** Why one request gave no answer that counts. `text` is redacted, at most 300 characters. */
export type RequestError = {
  readonly kind: 'http' | 'timeout' | 'network' | 'garbage';
  readonly text: string;
  /** HTTP status, for kind 'http'. */
  readonly status?: number;
  /** System error code such as ECONNREFUSED, for kind 'network'. */
  readonly code?: string;
};

const maxTextLength = 300;

export function requestError(
  kind: RequestError['kind'],
  text: string,
  detail: { readonly status?: number; readonly code?: string } = {},
): RequestError {
  return { kind, text: redacted(text), ...detail };
}

/** One line, without credentials and control characters, at most 300 characters. */
export function redacted(text: string): string {
  return text
    .slice(0, maxTextLength * 8)
    .replace(/\bBearer\s+\S+/gi, 'Bearer [redacted]')
    .replace(/\b(?:sk|hf|pk|ghp|xox[a-z])[-_][A-Za-z0-9_-]{8,}/g, '[redacted]')
    .replace(
      /\b(api[-_]?key|token|secret|password|authorization)(["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
      '$1$2[redacted]',
    )
    .replace(/\/\/[^\s/@]+:[^\s/@]+@/g, '//[redacted]@')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, maxTextLength);
}
