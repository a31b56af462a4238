/** What a check of a chain found wrong, at the record `seq`; texts for people. */
export type Finding = {
  readonly seq: number;
  readonly what:
    | 'hash'
    | 'prev'
    | 'seq'
    | 'genesis'
    | 'final'
    | 'gene'
    | 'candidate'
    | 'parent'
    | 'mutation'
    | 'repeat'
    | 'generation'
    | 'selection'
    | 'fitness'
    | 'proposal';
  readonly expected: string;
  readonly got: string;
};
