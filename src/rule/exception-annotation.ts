/** The annotation of a DaemonSet with one exception a line. */
export const ANNOTATION = 'daemonlint.github.io/ignore';
