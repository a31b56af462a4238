export { flagDiff } from '../engines/flag-diff.ts';
