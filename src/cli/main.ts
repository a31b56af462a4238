#!/usr/bin/env node
import { exitCodes } from '../contracts/errors.ts';
import { explainFailure } from './fail.ts';
import { runProgram } from './program.ts';

/** How long a connection that closes late may keep the program alive. */
const lingerMs = 2_000;

const argv = process.argv.slice(2);

// `dream list | head` ends the pipe early: no error, nobody reads on.
process.stdout.on('error', () => process.exit(exitCodes.done));

try {
  process.exitCode = await runProgram(argv);
} catch (error) {
  process.exitCode = explainFailure(error, argv);
}
setTimeout(() => process.exit(), lingerMs).unref();
