/** Where the steps of a holder run; `fingerprint` is the class of card (name, memory, driver). */
export type Grant = {
  readonly no: number;
  readonly token: string;
  readonly queue: string;
  readonly card: string;
  readonly fingerprint: string;
};
