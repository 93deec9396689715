import type { Io } from '../io/io.ts';

/** A line on a terminal's standard error while reading takes longer than a second; nothing elsewhere. */
export function progressLine(io: Io): (done: number, total: number) => void {
  const begin = io.now();
  let last = begin;
  let shown = false;
  return (done, total) => {
    if (!io.stderrIsTTY) return;
    const now = io.now();
    if (done < total && now - begin > 1000 && now - last > 100) {
      io.stderr(`\rdaemonlint: ${done} of ${total} files`);
      last = now;
      shown = true;
    } else if (done === total && shown) io.stderr('\r\u001b[K');
  };
}
