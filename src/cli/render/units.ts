/** The words of figures live in src/domain/words/figures.ts: import them from there. */
export * from '../../domain/words/figures.ts';
