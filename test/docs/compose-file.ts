import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { repositoryRoot } from '../../scripts/repository.ts';

// The part of the Compose specification that our files use; any other key is a slip of the pen.

const variables = z.record(z.string().regex(/^[A-Z_]+$/), z.string());
const duration = z.string().regex(/^\d+(s|m)$/);
const retries = z.int().min(1);

const Service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal('.'), target: z.enum(['runtime', 'gpu']) }).optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: variables.optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
    )
    .optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()).min(2),
      interval: duration,
      timeout: duration,
      retries,
      start_period: duration.optional(),
    })
    .optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string().regex(/^[^:]+(:-[^:]+)?:\/[\w./-]+(:ro)?$/)).optional(),
  restart: z.string().regex(/^(unless-stopped|on-failure:\d+)$/),
  init: z.boolean().optional(),
  pid: z.literal('host').optional(),
  shm_size: z
    .string()
    .regex(/^\d+gb$/)
    .optional(),
  stop_grace_period: duration.optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  deploy: z
    .strictObject({
      resources: z.strictObject({
        reservations: z.strictObject({
          devices: z.array(
            z.strictObject({
              driver: z.string(),
              device_ids: z.array(z.string()),
              capabilities: z.array(z.string()),
            }),
          ),
        }),
      }),
    })
    .optional(),
});
export type Service = z.infer<typeof Service>;

const ComposeFile = z.strictObject({
  name: z.string().optional(),
  'x-worker': z.unknown().optional(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});
export type ComposeFile = z.infer<typeof ComposeFile>;

/** Text of a file of the repository. */
export const readText = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** A compose file by its strict form; throws with every unknown or misplaced key. */
export const parseCompose = (text: string): ComposeFile =>
  ComposeFile.parse(parse(text, { merge: true }));

/** Named volumes that services mount, without folders of the host. */
export const namedVolumes = ({ services }: ComposeFile): readonly string[] =>
  Object.values(services)
    .flatMap(({ volumes = [] }) => volumes)
    .flatMap((volume) => /^[a-z][a-z-]*(?=:)/.exec(volume) ?? []);
