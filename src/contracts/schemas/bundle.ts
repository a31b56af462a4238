import { z } from 'zod';

/** `dist/bundle-digest.json`: what tells builds of the workflow code apart. */
export const BundleDigest = z.object({ sha256: z.string().length(64) });
