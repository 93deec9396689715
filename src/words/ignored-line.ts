import { plain } from './escape.ts';

const MOST_NAMED = 3;

/** That named files were left out because the configuration ignores them; undefined when none was. */
export function ignoredLine(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return undefined;
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  const names = `${paths.slice(0, MOST_NAMED).map(plain).join(', ')}${more}`;
  return `${names}: ignored by the configuration (--no-ignore reads what it ignores)`;
}
