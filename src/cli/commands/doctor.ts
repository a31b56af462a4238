import { Command } from '@commander-js/extra-typings';
import { exitCodeOf, exitCodes } from '../../contracts/errors.ts';
import type { Check } from '../doctor/check.ts';
import { checkHost } from '../doctor/check-host.ts';
import { checkTemporal } from '../doctor/check-temporal.ts';
import type { Context } from '../globals.ts';
import { renderChecks } from '../render/doctor.ts';
import type { Act } from './act.ts';

type DoctorFlags = { readonly engines: string };

/** `dream doctor`: what works here, and what to do about what does not. */
export function createDoctorCommand(act: Act) {
  return new Command('doctor')
    .description('check program, configuration, Temporal, workers, GPU and disk; starts nothing')
    .option('--engines <profile>', 'engine profile to check for', 'simulated')
    .action(act.plain<DoctorFlags>(examine));
}

async function examine(context: Context, { engines }: DoctorFlags): Promise<number> {
  const { settings, screen, own } = context;
  const checks = [
    ...(await checkHost(settings, engines)),
    ...(await checkTemporal(context, engines)),
  ];
  if (screen.form === 'json') screen.printJson(checks);
  else if (screen.form === 'jsonl') checks.forEach(screen.printJson);
  else screen.print(renderChecks(checks, own, screen.paint));
  return codeOf(checks);
}

function codeOf(checks: readonly Check[]): number {
  const failed = checks.find(({ state }) => state === 'fail');
  return failed === undefined ? exitCodes.done : exitCodeOf(failed.code ?? 'INTERNAL');
}
