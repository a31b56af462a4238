import { z } from 'zod';
import { errorCodes } from '../errors.ts';

/** `server.json` of a state folder: the embedded server that runs, or ran, there. */
export const ServerRecord = z.strictObject({
  pid: z.int().min(1),
  startTime: z.string(),
  keeperPid: z.int().min(1),
  keeperStartTime: z.string(),
  address: z.string(),
  uiUrl: z.string(),
  binaryDigest: z.string().length(64),
  version: z.string(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

/** What `ensureServer` tells the keeper on its command line, as JSON. */
export const KeeperOptions = z.strictObject({
  stateDir: z.string(),
  binary: z.strictObject({
    path: z.string(),
    sha256: z.string().length(64),
    version: z.string(),
  }),
  graceMs: z.int().min(0),
});
export type KeeperOptions = z.infer<typeof KeeperOptions>;

/** One line of JSON from the keeper to each attached client. */
export const KeeperMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), server: ServerRecord }),
  z.strictObject({ kind: z.literal('restarting'), attempt: z.int(), reason: z.string() }),
  z.strictObject({
    kind: z.literal('failed'),
    code: z.enum(errorCodes),
    what: z.string(),
    where: z.string().optional(),
    fix: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('closing'), reason: z.string() }),
]);
export type KeeperMessage = z.infer<typeof KeeperMessage>;
