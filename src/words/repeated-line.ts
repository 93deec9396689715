/** That an input holds an object more than once; `key` is its namespace and name. */
export function repeatedLine(shown: string, key: string): string {
  return `${shown} holds DaemonSet ${key} more than once: the last one counts`;
}
