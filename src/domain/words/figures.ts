import type { ObjectiveName } from '../objective.ts';

/** `8.2s`, `2m31s`, `1h04m`. */
export function showSeconds(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (ms < 10_000) return `${Math.max(0, ms / 1_000).toFixed(1)}s`;
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${twoDigits(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
}

/** Microseconds as whole milliseconds, without unit. */
export function showMs(us: number | null): string {
  return us === null ? '' : String(Math.round(us / 1_000));
}

/** 0.734 of 734000 ppm. */
export function showFitness(ppm: number): string {
  return (ppm / 1_000_000).toFixed(3);
}

/** +0.031 or -0.002. */
export function showDifference(ppm: number): string {
  return `${ppm < 0 ? '-' : '+'}${(Math.abs(ppm) / 1_000_000).toFixed(3)}`;
}

/** `5.8 %` of 58000 ppm. */
export function showPercent(ppm: number): string {
  return `${Number((ppm / 10_000).toFixed(1))} %`;
}

/** Largest rung passed and smallest failed: `8-12`, or `16+` where none failed. */
export function showCapacity(
  capacity: { readonly passing: number; readonly failing: number | null } | null,
): string {
  if (capacity === null) return '';
  return capacity.failing === null
    ? `${capacity.passing}+`
    : `${capacity.passing}-${capacity.failing}`;
}

/** A value of an objective with its unit. */
export function showObjective(name: ObjectiveName, value: number): string {
  switch (name) {
    case 'sttLatency':
    case 'llmLatency':
      return `${showMs(value)} ms`;
    case 'capacity':
      return `${value} turns`;
    case 'stability':
    case 'efficiency':
      return showPercent(value);
  }
}

/** What an objective is called on screens. */
export const objectiveWords: Readonly<Record<ObjectiveName, string>> = {
  sttLatency: 'speech (STT) latency',
  llmLatency: 'text (LLM) latency',
  capacity: 'voice turns at once',
  stability: 'answered under stress',
  efficiency: 'memory used at the peak',
};

/** With its first letter large. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `1 boot`, `2 boots`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${wholeWords(count)} ${count === 1 ? one : many}`;
}

/** 12,288 of 12288, whatever the language of the machine. */
export function wholeWords(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Percentage points of 20000 ppm: `2 points`. A margin is absolute, not a share. */
export function pointWords(ppm: number): string {
  return ppm === 10_000 ? '1 point' : `${Number((ppm / 10_000).toFixed(1))} points`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
