/** Workflow types; nothing else is a workflow. */
export const workflowTypes = {
  experiment: 'experiment',
  gpuSession: 'gpu-session',
  archive: 'archive',
  promotion: 'promotion',
  runner: 'runner',
} as const;

/** Task queues. `gpuClass` is the engine profile's name unless the worker sets one. */
export const controlQueue = 'dream';
export const holdQueue = (gpuClass: string): string => `gpu-${gpuClass}`;
export const stepsQueue = (gpuClass: string, card: CardName): string =>
  `gpu-${gpuClass}-${card.host}-${card.gpu}-${card.bootId}`;
export const classInfoQueue = (gpuClass: string): string => `gpu-info-${gpuClass}`;
export const cardInfoQueue = (card: CardName): string => `gpu-info-${card.host}-${card.gpu}`;

/** One worker process on one card; `bootId` is new for every process. */
export type CardName = { readonly host: string; readonly gpu: string; readonly bootId: string };

/** Workflow ids that belong to an experiment's run. */
export const sessionWorkflowId = (runId: string): string => `${runId}/gpu-session`;
export const archiveWorkflowId = (runId: string): string => `${runId}/archive`;

/** Workflow id of a proposal: the first of a run has no number. */
export const promotionWorkflowId = (runFolder: string, number = 1): string =>
  `promotion-${runFolder}${number === 1 ? '' : `-${number}`}`;

/** One rule for ids of proposals: they name folders. */
export const promotionIdPattern = /^promotion-[a-z0-9][a-z0-9_-]{0,90}$/;

/** Messages of the promotion workflow. */
export const promotionMessages = { approve: 'approve', reject: 'reject' } as const;

/** Messages of the experiment workflow. */
export const messages = {
  pause: 'pause',
  resume: 'resume',
  stop: 'stop',
  injectCandidate: 'injectCandidate',
  extendBudget: 'extendBudget',
  gpuSession: 'gpuSession',
  held: 'held',
  release: 'release',
} as const;

/** Search attributes, registered by the embedded server; optional everywhere else. */
export const searchAttributes = [
  { name: 'DreamExperiment', type: 'Keyword' },
  { name: 'DreamState', type: 'Keyword' },
  { name: 'DreamGeneration', type: 'Int' },
  { name: 'DreamBestFitness', type: 'Double' },
  { name: 'DreamGpu', type: 'Keyword' },
  { name: 'DreamPromotion', type: 'Keyword' },
] as const;

/** One rule for ids of runs (they name folders) and one for experiments. */
export const runIdPattern = /^[a-z0-9][a-z0-9_-]{0,80}$/;
export const experimentNamePattern = /^[a-z0-9][a-z0-9_-]{0,62}$/;
