/** One run of a chain: its id and its history in Temporal's own JSON form. */
export type RunHistory = { readonly runId: string; readonly history: HistoryJson };

/** Temporal's JSON form of a history, as `temporal workflow show --output json` prints it. */
export type HistoryJson = { readonly events: readonly Readonly<Record<string, unknown>>[] };
