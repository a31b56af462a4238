#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import type { Workload } from '../contracts/schemas/workload.ts';
import { readArguments, readSimulation } from './arguments.ts';
import { drawLandscape } from './truth-landscape.ts';

const usage = 'usage: truth --simulation FILE.json --workload FILE.json [--out FILE.json]\n';

/** Writes the true landscape of a simulation under a workload: what a search ought to find. */
const main = (argv: readonly string[]): void => {
  const given = readArguments(argv);
  const simulation = readSimulation(given.text('simulation') ?? '');
  const workload = readWorkload(given.text('workload') ?? '');
  if (simulation === null || workload === null) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  const text = `${JSON.stringify(drawLandscape(simulation, workload), null, 2)}\n`;
  const file = given.text('out');
  if (file === undefined) {
    process.stdout.write(text);
  } else {
    writeFileSync(file, text);
  }
};

const readWorkload = (file: string): Workload | null => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isWorkload(value) ? value : null;
  } catch {
    return null;
  }
};

const isWorkload = (value: unknown): value is Workload =>
  typeof value === 'object' && value !== null && 'promptTokens' in value && 'stressMs' in value;

main(process.argv.slice(2));
