import { NEWEST } from '../kubernetes/api/release.ts';
import type { Severity } from '../rule/rule.ts';
import type { Preset } from '../rule/ruleset.ts';
import type { Overrides } from '../settings/settings.ts';
import { APPLY_OPTIONS, readApplying } from './applying-options.ts';
import { wholeNumber, type OptionTable } from './args.ts';
import { BASELINE_OPTIONS, readBaselineChoice, readConfigChoice } from './check-options.ts';

/** The options of other commands that mean there what they mean to `check`. */
export const SETTINGS_OPTIONS = {
  preset: {
    value: 'NAME',
    choices: ['recommended', 'strict'],
    help: 'the rules for the hazards: recommended (default) or strict',
  },
  kubernetes: {
    value: 'MINOR',
    help: `the minor that decides (default: the newest known), or a range: 1.${NEWEST}, 1.33..1.${NEWEST}`,
  },
  'fail-on': {
    value: 'LEVEL',
    choices: ['error', 'warning', 'note', 'never'],
    help: 'the lowest severity of a hazard with exit code 1: error, warning (default), note or never',
  },
  ...APPLY_OPTIONS,
  config: {
    value: 'FILE',
    help: 'default: the nearest daemonlint.yaml (or .yml, or .daemonlint.yaml), from the directory of each file upwards',
  },
  'no-config': { help: 'read no configuration file' },
  'ignore-suppressions': { help: 'show what exceptions (daemonlint-ignore) and the baseline hide' },
  ...BASELINE_OPTIONS,
  'no-ignore': { help: 'read files that the configuration ignores' },
} as const satisfies OptionTable;

type Values = Readonly<
  Partial<
    Record<'preset' | 'kubernetes' | 'fail-on' | 'apply' | 'field-manager' | 'config' | 'nodes', string | undefined>
  >
> & {
  readonly baseline?: string;
  readonly 'no-baseline'?: true;
  readonly 'no-config'?: true;
  readonly 'force-conflicts'?: true;
  readonly 'no-ignore'?: true;
  readonly 'ignore-suppressions'?: true;
};

/** What the options say over the configuration, as in `check`. Throws UsageError. */
export function readSettings(values: Values): Overrides {
  return {
    preset: values.preset as Preset | undefined,
    failOn: values['fail-on'] as Severity | 'never' | undefined,
    kubernetes: values.kubernetes,
    nodes: values.nodes === undefined ? undefined : wholeNumber('--nodes', values.nodes, 1),
    apply: readApplying(values),
    config: readConfigChoice(values),
    ignore: !values['no-ignore'],
    ignoreSuppressions: values['ignore-suppressions'] ?? false,
    baseline: readBaselineChoice(values),
  };
}
