/**
 * Mutants that no test can notice, by file: what is changed, as `npm run mutate` prints it, and why nothing shows it.
 * A change represents all places of its file where it is the same.
 */
export const EQUIVALENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
