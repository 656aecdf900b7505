/** A time as Graph writes it in directory objects and key credentials: whole seconds, `2029-11-21T10:08:00Z`. */
export const graphTime = (date: Date): string => `${date.toISOString().slice(0, "2029-11-21T10:08:00".length)}Z`;
