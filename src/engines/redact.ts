import { redactText } from '../telemetry/redact.ts';

export const evidenceLimit = 500;

/** What may leave the host about a failure: no secret, no control character, at most 500 characters. */
export function toEvidence(text: string): string {
  return cut(redact(text).replace(/\s+/g, ' ').trim(), evidenceLimit);
}

/** Secrets in flags (`--api-key X`) as well as in texts; a flag's name stays. */
export function redact(text: string): string {
  return redactText(
    stripControls(text).replace(
      /(--?[\w-]*(?:key|token|secret|password|credential)[\w-]*)(?:\s*=\s*|\s+|['"],\s*['"])[^\s'",\]]+/gi,
      '$1=[hidden]',
    ),
  );
}

/** A command for messages: redacted, and short. */
export const describeCommand = (argv: readonly string[]): string =>
  cut(redact(argv.join(' ')), 300);

const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 3)}...`;

const escape = String.fromCharCode(27);
const terminalCodes = new RegExp(`${escape}\\[[0-9;?]*[A-Za-z]`, 'g');

/** Colours and other control characters break terminals; line ends and tabs stay. */
const stripControls = (text: string): string =>
  text.replace(terminalCodes, '').replace(/[^\P{Cc}\n\t]/gu, '');
