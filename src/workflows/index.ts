export { archive } from './archive.ts';
export { experiment } from './experiment.ts';
export { gpuSession as 'gpu-session' } from './gpu-session.ts';
export { promotion } from './promotion.ts';
export { runner } from './runner.ts';
