/** `90 seconds`, `12 minutes`, `2.5 hours`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${String(Math.round(seconds))} seconds`;
  if (seconds < 7200) return `${String(Math.round(seconds / 60))} minutes`;
  return `${String(Math.round(seconds / 360) / 10)} hours`;
}

/** `1 node`, `3 nodes`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
