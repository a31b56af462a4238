import { Context } from '@temporalio/activity';

/** Search attributes that the namespace has: an upsert of another one wedges the workflow task. */
export async function knownAttributes(): Promise<readonly string[]> {
  const { client, info } = Context.current();
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
      namespace: info.workflowNamespace ?? 'default',
    });
    return Object.keys(customAttributes);
  } catch {
    return [];
  }
}
