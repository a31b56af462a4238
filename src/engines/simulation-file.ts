import { join } from 'node:path';
import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import { writeWhole } from './whole-file.ts';

/** Writes the simulation for placeholder {simulation}; '' where the profile has none. */
export function writeSimulation(folder: string, profile: ProcessProfile): string {
  if (profile.simulation === undefined) {
    return '';
  }
  const file = join(folder, 'simulation.json');
  writeWhole(file, profile.simulation);
  return file;
}
