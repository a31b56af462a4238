import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { DreamError } from '../contracts/errors.ts';
import { fingerprintOf } from './card.ts';
import type { Card, CardDescription, CardUse, RunningSampler } from './card.ts';
import type { CardSample } from './gpu-series.ts';
import { readApps, readBits, readNumber, readText, splitLines, valueOf } from './nvidia-csv.ts';
import type { Field } from './nvidia-csv.ts';
import { createNvidiaSmi } from './nvidia-smi.ts';
import type { NvidiaSmi, NvidiaSmiOptions } from './nvidia-smi.ts';

export type NvidiaCardOptions = NvidiaSmiOptions & { readonly index: number };

const format = '--format=csv,noheader,nounits';
const describeFields = ['uuid', 'name', 'driver_version', 'memory.total', 'memory.used'];
const sampleFields = ['memory.used', 'utilization.gpu', 'power.draw'];
const throttleCounters = ['sw_power_cap', 'sw_thermal_slowdown', 'hw_thermal_slowdown'].map(
  (name) => `clocks_event_reasons_counters.${name}`,
);
/** Older drivers have the flags only, under either name. */
const throttleFlags = ['clocks_event_reasons.active', 'clocks_throttle_reasons.active'];
/** Power cap, hardware slowdown, both thermal slowdowns, power brake. */
const throttleBits = [2, 3, 5, 6, 7];

export function createNvidiaCard(options: NvidiaCardOptions): Card {
  const smi = createNvidiaSmi(options);
  let described: CardDescription | null = null;
  let throttleFields: readonly string[] = [];
  const describe = async (): Promise<CardDescription> => {
    if (described === null) {
      described = await describeCard(smi, options.index);
      throttleFields = await findThrottleFields(smi);
    }
    return described;
  };
  return {
    kind: 'nvidia',
    describe,
    use: async () => readUse(smi, (await describe()).uuid),
    startSampler: (periodMs) =>
      startSampler(options, [...sampleFields, ...throttleFields], periodMs),
  };
}

/** Asked once: a field that the driver does not know fails a whole query. */
async function findThrottleFields(smi: NvidiaSmi): Promise<readonly string[]> {
  const help = await smi.call(['--help-query-gpu']).catch(() => '');
  const isKnown = (name: string): boolean => help.includes(`"${name}"`);
  const counters = throttleCounters.filter(isKnown);
  return counters.length > 0 ? counters : throttleFlags.filter(isKnown).slice(0, 1);
}

async function describeCard(smi: NvidiaSmi, index: number): Promise<CardDescription> {
  const answer = await query(smi, String(index), describeFields);
  const [uuid, name, driver] = answer.map(readText);
  const totalMiB = valueOf(readNumber(answer[3]));
  const card = {
    name: need(name, 'name'),
    driver: need(driver, 'driver_version'),
    totalMiB: totalMiB ?? fail('memory.total', answer[3] ?? ''),
  };
  return { uuid: need(uuid, 'uuid'), ...card, fingerprint: fingerprintOf(card) };
}

async function readUse(smi: NvidiaSmi, uuid: string): Promise<CardUse> {
  const [used, total] = await query(smi, uuid, ['memory.used', 'memory.total']);
  const apps = await smi.call([
    `--id=${uuid}`,
    '--query-compute-apps=pid,process_name,used_gpu_memory',
    format,
  ]);
  return {
    usedMiB: valueOf(readNumber(used)) ?? fail('memory.used', used ?? ''),
    totalMiB: valueOf(readNumber(total)) ?? fail('memory.total', total ?? ''),
    processes: readApps(apps).map((app) => ({ ...app, usedMiB: valueOf(app.usedMiB) })),
  };
}

async function query(
  smi: NvidiaSmi,
  id: string,
  fields: readonly string[],
): Promise<readonly string[]> {
  const answer = await smi.call([`--id=${id}`, `--query-gpu=${fields.join(',')}`, format]);
  const [line = []] = splitLines(answer);
  return line.length === fields.length ? line : fail(fields.join(','), answer);
}

/** One long-lived process: hundreds of short ones would disturb what is measured. */
function startSampler(
  options: NvidiaCardOptions,
  fields: readonly string[],
  periodMs: number,
): RunningSampler {
  const [file = '', ...first] = options.command;
  const args = [`--id=${options.index}`, `--query-gpu=${fields.join(',')}`, format, '-lms'];
  const sampler = spawn(file, [...first, ...args, String(periodMs)], {
    env: options.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const samples: CardSample[] = [];
  const ended = new Promise<void>((resolve) => {
    sampler.on('exit', () => resolve());
    // a sampler that cannot start shows as a series that covers nothing
    sampler.on('error', () => resolve());
  });
  createInterface({ input: sampler.stdout }).on('line', (line) => {
    samples.push(...readSample(line, fields.length));
  });
  return {
    stop: async () => {
      sampler.kill('SIGKILL');
      await ended;
      return samples;
    },
  };
}

function readSample(line: string, width: number): readonly CardSample[] {
  const [cells = []] = splitLines(line);
  if (cells.length !== width) {
    return [];
  }
  const [usedMiB = null, busyPct = null, watt = null] = cells.map((cell) =>
    valueOf(readNumber(cell)),
  );
  const throttling = readThrottling(cells.slice(sampleFields.length));
  return [{ atMs: performance.now(), usedMiB, busyPct, watt, ...throttling }];
}

function readThrottling(cells: readonly string[]): Pick<CardSample, 'throttledUs' | 'isThrottled'> {
  const bits = valueOf(readBits(cells[0]));
  if (bits !== null) {
    return { isThrottled: bits.some((bit) => throttleBits.includes(bit)) };
  }
  const counts = cells.flatMap((cell) => valueOf(readNumber(cell)) ?? []);
  return counts.length === 0
    ? {}
    : { throttledUs: counts.reduce((total, count) => total + count, 0) };
}

const need = (field: Field<string> | undefined, name: string): string =>
  field?.kind === 'present' ? field.value : fail(name, field?.reason ?? '');

function fail(field: string, answer: string): never {
  throw new DreamError('NVIDIA_SMI_FAILED', {
    what: `nvidia-smi does not tell ${field}: "${answer.slice(0, 200)}"`,
    why: 'without it nobody can say whether a configuration fits',
    fix: 'use a card and a driver that report it; MIG slices and unified memory may not',
  });
}
