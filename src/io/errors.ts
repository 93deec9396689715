/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The configuration, or the options of a caller, are wrong: exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A named input is missing or cannot be read: exit code 2, after the rest was checked. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
