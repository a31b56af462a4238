import type { Client } from '@temporalio/client';
import { searchAttributes } from '../contracts/names.ts';

export type ServerDescription = {
  readonly version: string;
  /** How long closed runs are kept. */
  readonly retentionDays: number;
  /** Search attributes of ours that the namespace does not know. */
  readonly missingAttributes: readonly string[];
};

const secondsPerDay = 86_400;

/** What the server says of itself and of the client's namespace. */
export async function describeServer(client: Client): Promise<ServerDescription> {
  const { namespace } = client.options;
  const { workflowService, operatorService } = client.connection;
  const [system, described, attributes] = await Promise.all([
    workflowService.getSystemInfo({}),
    workflowService.describeNamespace({ namespace }),
    operatorService.listSearchAttributes({ namespace }),
  ]);
  const seconds = Number(described.config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  const known = Object.keys(attributes.customAttributes);
  return {
    version: system.serverVersion,
    retentionDays: Math.floor(seconds / secondsPerDay),
    missingAttributes: searchAttributes
      .map(({ name }) => name)
      .filter((name) => !known.includes(name)),
  };
}
