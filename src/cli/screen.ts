import type { Settings } from '../config/environment.ts';
import { createPaint, safeText } from './render/paint.ts';
import type { Paint } from './render/paint.ts';

export type OutputForm = 'text' | 'json' | 'jsonl';

/** Where a command writes: data to standard output, messages to standard error. */
export type Screen = {
  readonly form: OutputForm;
  /** Colours for standard output, and for messages. */
  readonly paint: Paint;
  readonly messagePaint: Paint;
  /** A person looks at standard output: a live table may be drawn there. */
  readonly live: boolean;
  /** Nothing but data and errors. */
  readonly quiet: boolean;
  /** Data. */
  readonly print: (text: string) => void;
  /** Data as one JSON value: indented for `json`, on one line for `jsonl`. */
  readonly printJson: (value: unknown) => void;
  /** A message for people; silent with --quiet. */
  readonly say: (text: string) => void;
  /** A message that is not wanted by default: --verbose. */
  readonly detail: (text: string) => void;
};

export type ScreenOptions = {
  readonly form: OutputForm;
  readonly color: Settings['color'];
  readonly quiet: boolean;
  readonly verbose: boolean;
};

export function createScreen({ form, color, quiet, verbose }: ScreenOptions): Screen {
  const { stdout, stderr } = process;
  const wants = (isTTY: boolean) => color === 'always' || (color === 'auto' && isTTY);
  const say = (text: string): void => {
    if (!quiet) stderr.write(`${safeText(text)}\n`);
  };
  return {
    form,
    paint: createPaint(form === 'text' && wants(stdout.isTTY)),
    messagePaint: createPaint(wants(stderr.isTTY)),
    live: form === 'text' && !quiet && stdout.isTTY,
    quiet,
    print: (text) => void stdout.write(`${safeText(text)}\n`),
    printJson: (value) =>
      void stdout.write(`${JSON.stringify(value, null, form === 'json' ? 2 : undefined)}\n`),
    say,
    detail: (text) => {
      if (verbose) say(text);
    },
  };
}
