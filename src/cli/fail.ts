import { CommanderError } from '@commander-js/extra-typings';
import { DreamError, exitCodeOf, exitCodes } from '../contracts/errors.ts';
import { readDebug, readOwnCommand } from '../config/own-command.ts';
import { errorJson, renderError } from './render/error.ts';
import { createPaint, safeText } from './render/paint.ts';

/** Says what went wrong on standard error and returns the exit code; never a stack trace. */
export function explainFailure(thrown: unknown, argv: readonly string[]): number {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
  const error = asDreamError(thrown);
  const own = readOwnCommand();
  const paint = createPaint(process.stderr.isTTY && !argv.includes('--color=never'));
  const isJson = /(^|\s)(-o|--output)[ =]?jsonl?(\s|$)/.test(argv.join(' '));
  const text = isJson ? errorJson(error, own) : renderError(error, own, paint);
  process.stderr.write(`${safeText(text)}\n`);
  if (readDebug() && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`);
  return exitCodeOf(error.code);
}

/** Whatever was thrown, as the one error that a user sees. */
function asDreamError(thrown: unknown): DreamError {
  if (thrown instanceof DreamError) return thrown;
  if (thrown instanceof CommanderError) return usage(thrown);
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return new DreamError(
    'INTERNAL',
    {
      what: `unexpected: ${what.slice(0, 500)}`,
      why: 'this is a fault of D-REAM, not of your input',
      fix: 'report it with the output of: DREAM_DEBUG=1 and the same command',
    },
    thrown,
  );
}

function usage({ message }: CommanderError): DreamError {
  const [what = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').trim();
  return new DreamError('USAGE', {
    what,
    ...(hint === '' ? {} : { why: hint }),
    fix: 'see: dream --help',
  });
}
