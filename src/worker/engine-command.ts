export { fillPlaceholders, renderCommand } from '../engines/engine-command.ts';
