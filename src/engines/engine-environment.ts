import type { EngineSpec } from '../contracts/schemas/profile.ts';
import { fillPlaceholders } from './engine-command.ts';
import type { Placeholders } from './engine-command.ts';
import { markerVariable, titlePrefix } from './sweep.ts';

export type Variables = Readonly<Record<string, string>>;

export type EnvironmentRequest = {
  readonly spec: EngineSpec;
  /** What the worker passes on, as its settings say; nothing else is inherited. */
  readonly hostVariables: Variables;
  /** Ordinal in bus order, or '' to show no GPU at all. */
  readonly cudaDevice: string;
  readonly marker: string;
  readonly placeholders: Placeholders;
};

/** Exactly what the engine sees. The profile's own variables win, the card and the marker over all. */
export function renderEnvironment(request: EnvironmentRequest): Variables {
  const own = Object.entries(request.spec.environment).map(([name, text]): [string, string] => [
    name,
    fillPlaceholders(text, request.placeholders),
  ]);
  return {
    ...request.hostVariables,
    ...Object.fromEntries(own),
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: request.cudaDevice,
    [markerVariable]: request.marker,
    VLLM_PROCESS_NAME_PREFIX: titlePrefix(request.marker),
  };
}
