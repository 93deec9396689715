declare const DAEMONLINT_VERSION: string | undefined;
declare const DAEMONLINT_HOMEPAGE: string | undefined;

/** The version of this build; the build puts in what package.json says. */
export const VERSION = typeof DAEMONLINT_VERSION === 'string' ? DAEMONLINT_VERSION : '0.0.0-development';

/** Where the project's pages are. */
export const HOMEPAGE =
  typeof DAEMONLINT_HOMEPAGE === 'string' ? DAEMONLINT_HOMEPAGE : 'https://github.com/daemonlint/daemonlint';

/** Where the JSON Schema of the configuration is, at a branch or tag. */
export const schemaUrl = (revision: string): string =>
  `${HOMEPAGE.replace('//github.com/', '//raw.githubusercontent.com/')}/${revision}/schemas/config.schema.json`;
