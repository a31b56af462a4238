// The charts' library takes 0.1 s to load: only the commands that draw wait for it.

/** The charts of a run. */
export const loadCharts = () => import('../artifacts/charts/index.ts');

/** The report of a run, which has charts in it. */
export const loadReport = () => import('../artifacts/report/index.ts');
