/** Options that are regular expressions. They are RE2's, which takes linear time whatever the expression. */
import { rules as allRules } from '../../rules/index.ts';
import type { Pattern, PatternFault } from '../cel/regex.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { RuleSetting } from '../rule/ruleset.ts';

type Settings = Readonly<Record<string, RuleSetting>>;

/** An option that is no regular expression. */
export interface PatternProblem {
  readonly path: Path;
  readonly message: string;
}

/** Compiling takes time for each character. */
const LONGEST = 10_000;

const PATTERNS = new Map(
  allRules.flatMap(({ id, options = {} }): [string, readonly string[]][] => {
    const names = Object.keys(options).filter((name) => options[name]?.regex === true);
    return names.length === 0 ? [] : [[id, names]];
  }),
);

/** Whether `settings` hold a regular expression. */
export const hasPatterns = (settings: Settings): boolean =>
  Object.entries(settings).some(([id, { options }]) => PATTERNS.get(id)?.some((name) => Boolean(options[name])));

/** The settings with their regular expressions compiled; or what is wrong with the first. */
export function withPatterns(
  settings: Settings,
  compile: (source: string) => Pattern | PatternFault,
): { readonly rules: Settings } | PatternProblem {
  const rules: Record<string, RuleSetting> = { ...settings };
  for (const [id, names] of PATTERNS) {
    const setting = settings[id];
    if (setting === undefined) continue;
    const options = { ...setting.options };
    for (const name of names) {
      const source = options[name];
      if (typeof source !== 'string' || source === '') continue;
      const compiled = source.length > LONGEST ? { fault: `longer than ${LONGEST} characters` } : compile(source);
      if ('fault' in compiled) return problemOf(['rules', id, name], compiled);
      options[name] = compiled;
    }
    rules[id] = { ...setting, options };
  }
  return { rules };
}

function problemOf(path: Path, { fault }: PatternFault): PatternProblem {
  const reason = fault.replace(/^error parsing regexp: /, '');
  return { path, message: `"${path.join('.')}" is not a regular expression of RE2: ${reason}` };
}
