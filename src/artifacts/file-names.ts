/** Files of a run folder. */
export const runFiles = {
  owner: 'owner.json',
  spec: 'spec.json',
  lineage: 'lineage.jsonl',
  summary: 'summary.json',
  history: 'history.json',
  manifest: 'manifest.json',
} as const;

/** Files of a report, wherever they lie. */
export const reportFiles = {
  html: 'report.html',
  markdown: 'report.md',
  json: 'report.json',
} as const;

/** Folders beside those of the experiments; no experiment may have their names. */
export const rootFolders = {
  winners: 'winners',
  promotions: 'promotions',
  reports: 'reports',
} as const;

export const candidatesFile = (generation: number): string => `gen_${generation}_candidates.jsonl`;

/** What an atomic write that was killed leaves behind: no file of the run. */
export const isLeftover = (name: string): boolean => /^\..*\.tmp$/.test(name);
