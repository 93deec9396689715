/** The day of a time as exceptions write it, in UTC: the same everywhere. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
