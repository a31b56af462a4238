import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/repository.ts';
import { searchAttributes } from '../../src/contracts/names.ts';
import { namedVolumes, parseCompose, readText } from './compose-file.ts';

const stack = parseCompose(readText('docker-compose.yml'));
const card = parseCompose(readText('docker-compose.gpu.yml'));
const all = { services: { ...stack.services, ...card.services } };

describe('docker-compose.yml', () => {
  it('has Postgres, Temporal, its set-up, its UI, a control worker and a simulated GPU worker', () => {
    expect(Object.keys(stack.services)).toEqual([
      'postgres',
      'temporal-schema',
      'temporal',
      'temporal-namespace',
      'temporal-ui',
      'control',
      'gpu-simulated',
    ]);
  });

  it('pins the images that match each other', () => {
    const images = Object.values(stack.services).map(({ image }) => image);
    expect(new Set(images)).toEqual(
      new Set([
        'postgres:16.10-bookworm',
        'temporalio/admin-tools:1.32.0',
        'temporalio/server:1.32.0',
        'temporalio/ui:2.54.1',
        'dream-gpu:local',
      ]),
    );
  });

  it('keeps Postgres on a named volume', () => {
    expect(stack.services['postgres']?.volumes).toEqual(['postgres:/var/lib/postgresql/data']);
  });

  it('keeps histories for 90 days', () => {
    expect(stack.services['temporal-namespace']?.environment?.['RETENTION']).toBe('90d');
  });

  it('shares the run folders between the workers and keeps each state apart', () => {
    const { control, 'gpu-simulated': gpu } = stack.services;
    expect(control?.volumes).toContain('runs:/data/runs');
    expect(gpu?.volumes).toContain('runs:/data/runs');
    expect(control?.volumes).toContain('control-state:/data/state');
    expect(gpu?.volumes).toContain('gpu-simulated-state:/data/state');
  });

  it('serves the engines that `{}` means', () => {
    expect(stack.services['gpu-simulated']?.command).toEqual([
      ...['--role', 'gpu', '--engines', 'simulated'],
    ]);
  });

  it('fails on a key that Compose does not know', () => {
    const wrong = readText('docker-compose.yml').replace('healthcheck:', 'health_check:');
    expect(() => parseCompose(wrong)).toThrow('health_check');
  });
});

describe('docker-compose.gpu.yml', () => {
  it('adds a worker and takes the simulated one away from nobody', () => {
    expect(Object.keys(card.services)).toEqual(['gpu-card']);
  });

  it('reserves one NVIDIA device for the profile vllm-whisper', () => {
    const { deploy, command } = card.services['gpu-card'] ?? {};
    expect(deploy?.resources.reservations.devices).toEqual([
      { driver: 'nvidia', device_ids: ['${DREAM_GPU:-0}'], capabilities: ['gpu'] },
    ]);
    expect(command).toEqual(['--role', 'gpu', '--engines', 'vllm-whisper']);
  });
});

describe('both files', () => {
  it('declare every named volume that is mounted, and no other', () => {
    const declared = Object.keys({ ...stack.volumes, ...card.volumes });
    expect(new Set(namedVolumes({ ...stack, ...all }))).toEqual(new Set(declared));
  });

  it('wait only for services that exist', () => {
    const waited = Object.values(all.services).flatMap((service) =>
      Object.keys(service.depends_on ?? {}),
    );
    expect(waited.filter((name) => !(name in all.services))).toEqual([]);
  });

  it('mount only files and folders of the repository that exist', () => {
    const mounted = Object.values(all.services)
      .flatMap(({ volumes = [] }) => volumes)
      .flatMap((volume) => /^\.\/[^:]+/.exec(volume) ?? []);
    expect(mounted.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it('open ports on this machine only', () => {
    const ports = Object.values(all.services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('name engine profiles that exist', () => {
    const profiles = Object.values(all.services).flatMap(
      ({ command = [] }) => /--engines ([\w-]+)/.exec(command.join(' '))?.[1] ?? [],
    );
    expect(profiles).toHaveLength(2);
    const files = profiles.map((name) => join(repositoryRoot, 'config/engines', `${name}.yaml`));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('docker/temporal/namespace.sh', () => {
  it('registers the search attributes of the contracts', () => {
    const text = readText('docker/temporal/namespace.sh');
    const registered = [...text.matchAll(/^(Dream\w+)=(\w+)$/gm)].map(([, name, type]) => ({
      name,
      type,
    }));
    expect(registered).toEqual(searchAttributes);
  });
});

describe('Dockerfile', () => {
  const lines = readText('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const copied = lines
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(' ').slice(1, -1))
    .filter((word) => !word.startsWith('--'));

  it('copies only what the repository has', () => {
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it('copies only what .dockerignore lets through', () => {
    const allowed = readText('.dockerignore').split('\n');
    const top = copied.map((path) => path.split('/')[0] ?? '');
    expect(top.filter((name) => !allowed.includes(`!${name}`))).toEqual([]);
  });

  it('runs as a user without rights in every target that is started', () => {
    const stages = lines
      .join('\n')
      .split(/^FROM /m)
      .slice(-2);
    expect(stages.map((stage) => /^USER (\w+)$/m.exec(stage)?.[1])).toEqual(['dream', 'dream']);
  });

  it('pins the images it starts from', () => {
    const images = lines.flatMap((line) => /^ARG \w+_IMAGE=(.+)$/.exec(line)?.[1] ?? []);
    expect(images).toHaveLength(2);
    expect(images.filter((image) => !/:v?\d+\.\d+\.\d+/.test(image))).toEqual([]);
  });
});
