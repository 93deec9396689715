/** What a change of texts must not make worse: what `--fix` and an editor ask of the fixes that are made together. */
import type { Report } from './report.ts';

/** What is counted in a file. */
interface FileState {
  readonly unreadable: number;
  readonly refused: number;
  readonly manifests: number;
  readonly accepted: number;
}

const NOTHING: FileState = { unreadable: 0, refused: 0, manifests: 0, accepted: 0 };

/** The files, by the paths shown, of which less can be read or more is refused than before, or that hold other objects. */
export function worsenedFiles(before: Report, after: Report): ReadonlySet<string> {
  const [was, is] = [statesOf(before), statesOf(after)];
  const paths = [...was.keys(), ...is.keys()];
  return new Set(paths.filter((path) => isWorse(was.get(path) ?? NOTHING, is.get(path) ?? NOTHING)));
}

function isWorse(was: FileState, is: FileState): boolean {
  if (is.unreadable > was.unreadable || is.refused > was.refused) return true;
  return is.manifests !== was.manifests || is.accepted < was.accepted;
}

function statesOf(report: Report): ReadonlyMap<string, FileState> {
  const states = new Map<string, FileState>();
  const add = (path: string, more: Partial<FileState>): void => {
    const { unreadable, refused, manifests, accepted } = states.get(path) ?? NOTHING;
    states.set(path, {
      unreadable: unreadable + (more.unreadable ?? 0),
      refused: refused + (more.refused ?? 0),
      manifests: manifests + (more.manifests ?? 0),
      accepted: accepted + (more.accepted ?? 0),
    });
  };
  const refusing = new Set(report.rules.flatMap(({ rule }) => (rule.category === 'refused' ? [rule.id] : [])));
  for (const { path, rule } of report.findings) {
    if (rule === 'yaml-syntax') add(path, { unreadable: 1 });
    else if (refusing.has(rule)) add(path, { refused: 1 });
  }
  for (const { path, accepted } of report.manifests) add(path, { manifests: 1, accepted: accepted === true ? 1 : 0 });
  return states;
}
