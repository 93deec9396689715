/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

/** The configuration is wrong: exit code 2. */
export class ConfigError extends Error {}

/** A named input is missing or cannot be read: exit code 2, after the rest was checked. */
export class InputError extends Error {}
