import { controlQueue, workflowTypes } from '../../contracts/names.ts';
import type { OpenRun } from '../stack/runs-in-the-way.ts';
import type { Paint } from './paint.ts';
import { phaseWords } from './row-words.ts';

export type UpOptions = {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | null;
  readonly profile: string;
  /** The profile is not the one that a bare start means: it has to be named. */
  readonly isNamed: boolean;
  readonly open: readonly OpenRun[];
  readonly own: string;
  readonly paint: Paint;
};

/** What a person needs once the stack is up: addresses, ways to start, runs that are open. */
export function renderUp(options: UpOptions): string {
  const { address, namespace, uiUrl, profile, isNamed, open, own, paint } = options;
  const elsewhere = `--address ${address}${namespace === 'default' ? '' : ` --namespace ${namespace}`}`;
  const type = workflowTypes.experiment;
  const input = JSON.stringify(isNamed ? { engines: profile } : {});
  return [
    `${paint.bold('Temporal')}  ${address}, namespace ${namespace}`,
    ...(uiUrl === null ? [] : [`${paint.bold('Web UI')}    ${uiUrl}`]),
    `${paint.bold('Engines')}   ${profile}`,
    '',
    'Start a run:',
    `  ${own} start${isNamed ? ` --engines ${profile}` : ''}`,
    `  temporal workflow start ${elsewhere} --type ${type} --task-queue ${controlQueue} --input '${input}'`,
    ...(uiUrl === null
      ? []
      : [
          `  ${uiUrl}/namespaces/${namespace}/workflows/start-workflow?taskQueue=${controlQueue}&workflowType=${type}`,
        ]),
    ...(open.length === 0 ? [] : ['', 'Open runs, which go on now:']),
    ...open.map(({ runId, view }) => `  ${runId}: ${phaseWords(view)}   (${own} watch ${runId})`),
    '',
    paint.dim('Ctrl-C ends server and workers.'),
  ].join('\n');
}
