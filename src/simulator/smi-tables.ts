import type { Simulation } from '../contracts/schemas/profile.ts';
import type { Entry } from './card.ts';
import type { Reading } from './smi-readings.ts';

export type Table = {
  readonly header: readonly { readonly name: string; readonly unit: string }[];
  readonly rows: readonly (readonly { readonly text: string; readonly unit: string }[])[];
};

type CardTruth = Simulation['card'];
type Field = { readonly unit: string; read(card: CardTruth, reading: Reading): string | number };

const absent = (unit = ''): Field => ({ unit, read: () => '[N/A]' });
const fixed = (text: string, unit = ''): Field => ({ unit, read: () => text });
const watts: Field = {
  unit: 'W',
  read: ({ idleWatt, busyWatt }, { utilizationPct }) =>
    (idleWatt + ((busyWatt - idleWatt) * utilizationPct) / 100).toFixed(2),
};

/** Every field that the simulated card answers; what such a card lacks reads `[N/A]`. */
const fields: Readonly<Record<string, Field>> = {
  timestamp: { unit: '', read: () => stamp(new Date()) },
  driver_version: { unit: '', read: ({ driver }) => driver },
  count: fixed('1'),
  index: fixed('0'),
  name: { unit: '', read: ({ name }) => name },
  uuid: { unit: '', read: ({ uuid }) => uuid },
  'pci.bus_id': fixed('00000000:01:00.0'),
  compute_cap: fixed('8.6'),
  'memory.total': { unit: 'MiB', read: ({ totalMiB }) => totalMiB },
  'memory.reserved': fixed('0', 'MiB'),
  'memory.used': { unit: 'MiB', read: (_, { usedMiB }) => usedMiB },
  'memory.free': { unit: 'MiB', read: ({ totalMiB }, { usedMiB }) => totalMiB - usedMiB },
  'utilization.gpu': { unit: '%', read: (_, { utilizationPct }) => utilizationPct },
  'utilization.memory': {
    unit: '%',
    read: (_, { utilizationPct }) => Math.round(utilizationPct * 0.6),
  },
  'temperature.gpu': {
    unit: '',
    read: (_, { utilizationPct }) => 41 + Math.round(utilizationPct * 0.3),
  },
  'temperature.memory': fixed('N/A'),
  'fan.speed': fixed('30', '%'),
  'power.draw': watts,
  'power.draw.average': watts,
  'power.draw.instant': watts,
  'power.limit': fixed('170.00', 'W'),
  pstate: { unit: '', read: (_, { utilizationPct }) => (utilizationPct > 0 ? 'P2' : 'P8') },
  'clocks.sm': {
    unit: 'MHz',
    read: (_, { utilizationPct }) => (utilizationPct > 0 ? 1_777 : 210),
  },
  'clocks_event_reasons.active': {
    unit: '',
    read: (_, { utilizationPct }) =>
      utilizationPct > 0 ? '0x0000000000000000' : '0x0000000000000001',
  },
  'clocks_event_reasons_counters.sw_power_cap': fixed('0', 'us'),
  'clocks_event_reasons_counters.sw_thermal_slowdown': fixed('0', 'us'),
  'clocks_event_reasons_counters.hw_thermal_slowdown': fixed('0', 'us'),
  'clocks_event_reasons_counters.hw_power_brake_slowdown': fixed('0', 'us'),
  'mig.mode.current': absent(),
  compute_mode: fixed('Default'),
  gpu_recovery_action: fixed('None'),
  'ecc.errors.uncorrected.volatile.total': absent(),
  'clocks_throttle_reasons.active': fixed('0x0000000000000000'),
};

export const isField = (name: string): boolean => Object.hasOwn(fields, name);

export const gpuTable = (names: readonly string[], card: CardTruth, reading: Reading): Table => {
  const known = names.map((name) => ({ name, field: fields[name] ?? absent() }));
  return {
    header: known.map(({ name, field }) => ({ name, unit: field.unit })),
    rows: [known.map(({ field }) => cellOf(String(field.read(card, reading)), field.unit))],
  };
};

export const computeAppsTable = (
  names: readonly string[],
  card: CardTruth,
  entries: readonly Entry[],
): Table => {
  const valueOf = (name: string, entry: Entry): string => {
    switch (name) {
      case 'gpu_uuid':
        return card.uuid;
      case 'gpu_name':
        return card.name;
      case 'pid':
        return String(entry.pid);
      case 'process_name':
      case 'name':
        return entry.name;
      case 'used_gpu_memory':
      case 'used_memory':
        return String(entry.memoryMiB);
      default:
        return '[N/A]';
    }
  };
  const unitOf = (name: string): string => (/^used_(gpu_)?memory$/.test(name) ? 'MiB' : '');
  return {
    header: names.map((name) => ({ name, unit: unitOf(name) })),
    rows: entries
      .filter(({ memoryMiB }) => memoryMiB > 0)
      .map((entry) => names.map((name) => cellOf(valueOf(name, entry), unitOf(name)))),
  };
};

export const fieldHelp = (): string =>
  `List of valid properties to query for the switch "--query-gpu=":\n\n${Object.keys(fields)
    .map((name) => `"${name}"\n`)
    .join('\n')}`;

const cellOf = (text: string, unit: string): { text: string; unit: string } => ({
  text,
  unit: text.includes('N/A') ? '' : unit,
});

/** Local time, as nvidia-smi: `2026/11/22 07:16:39.123`. */
const stamp = (date: Date): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('/');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
};
