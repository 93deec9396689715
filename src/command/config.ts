/** The configuration in force, and what it says of a rule. */
import { dirname, join, resolve } from 'node:path';
import { rules } from '../../rules/index.ts';
import { writtenAt } from '../document/source.ts';
import { fileAt } from '../input/find-files.ts';
import { PolicyRulesets } from '../input/policy-rulesets.ts';
import { readInput } from '../input/read-input.ts';
import { InputError, UsageError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { printMessage, printText } from '../io/print.ts';
import { withReadLimit } from '../io/read-limits.ts';
import { certainName } from '../manifest/certain-name.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { POLICY_PREFIX } from '../rule/policy-settings.ts';
import { ruleNamed, type Ruleset } from '../rule/ruleset.ts';
import { readySteps, subjectOf, type ReadyStep, type Subject } from '../settings/overrides.ts';
import { ignoreFilter, SettingsFinder, type Settings } from '../settings/settings.ts';
import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { CHECK_OPTIONS, readConfigChoice } from './check-options.ts';
import { explained } from './config-explain.ts';
import { configYaml } from './config-yaml.ts';

const OPTIONS = {
  explain: { value: 'RULE', help: 'why a rule is on, off or of its severity there, for each DaemonSet of a file' },
  config: CHECK_OPTIONS.config,
  'no-config': CHECK_OPTIONS['no-config'],
  help: CHECK_OPTIONS.help,
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint config [options] [PATH]
       daemonlint config --explain RULE [PATH]

Prints the configuration in force for a file or folder (default: the current directory) as YAML, with
the file and line that each value comes from.

Options:
`;

/** What is asked about, and the settings of its folder. */
interface Asked {
  readonly path: string;
  readonly shown: string;
  readonly isFile: boolean;
  readonly settings: Settings;
  readonly steps: readonly ReadyStep[];
}

/** `daemonlint config`: exit code 0, 2 on faults. */
export async function config(argv: readonly string[], outer: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), outer);
    return 0;
  }
  const [shown = '.', ...more] = positionals;
  if (more.length > 0) throw new UsageError('config takes one PATH');
  if (shown === '-') throw new UsageError('config is about files, not about standard input');
  const finder = new SettingsFinder({ config: readConfigChoice(values), baseline: false }, rules, outer);
  const path = resolve(outer.cwd, shown);
  const kind = outer.kindOf(path);
  if (kind === undefined) throw new InputError(`${shown}: no such file or directory`);
  const folder = kind === 'directory' ? path : dirname(path);
  const settings = await finder.of(folder);
  const io = withReadLimit(outer, settings.maxFileSize);
  const made = await finder.configOf(folder);
  const asked = { path, shown, isFile: kind !== 'directory', settings, steps: await readySteps(made?.steps ?? []) };
  if (values.explain === undefined) printText(configYaml({ ...effectiveOf(asked), files: made?.files ?? [] }), io);
  else printText(await explanation(values.explain, asked, io), io);
  for (const line of finder.notices) printMessage(line, io);
  if ((await ignoreFilter(settings))(path)) printMessage(`${shown} is not checked: the configuration ignores it`, io);
  return 0;
}

/** A file alone; for a folder, one that may be in it. */
function fileSubject({ path, isFile }: Asked): Subject {
  return { paths: [isFile ? path : join(path, 'daemonset.yaml')] };
}

function effectiveOf(asked: Asked): Omit<Parameters<typeof configYaml>[0], 'files'> {
  const { steps, settings } = asked;
  const file = fileSubject(asked);
  const general = steps.filter(({ isFor }) => isFor(file));
  const perObject = steps.flatMap((step, index) =>
    dependsOnObject(step) && step.mayBeFor(file)
      ? [{ step, later: steps.slice(index + 1).filter((each) => general.includes(each)) }]
      : [],
  );
  return { settings, rules, general, perObject };
}

const dependsOnObject = ({ when: { namespaces, names, labels } = {} }: ReadyStep): boolean =>
  namespaces !== undefined || names !== undefined || labels !== undefined;

async function explanation(id: string, asked: Asked, io: Io): Promise<string> {
  const { settings, steps, shown } = asked;
  const rule = id.startsWith(POLICY_PREFIX) ? undefined : ruleNamed(rules, id);
  const fleetKnown = settings.context.fleet?.nodes !== undefined;
  const answer = (subject: Subject, name: string, ruleset: Ruleset): string => {
    const active = ruleset.find((each) => each.rule.id === id);
    return explained({ id, rule: rule ?? active?.rule, active, steps, subject, name, fleetKnown });
  };
  const manifests = asked.isFile ? await manifestsOf(asked, io) : [];
  if (manifests.length === 0) {
    const subject = fileSubject(asked);
    return answer(subject, asked.isFile ? shown : `files in ${shown}`, settings.rulesFor(subject).ruleset);
  }
  const policies = new PolicyRulesets(io);
  const answers: string[] = [];
  for (const manifest of manifests)
    answers.push(answer(subjectOf(manifest, io.cwd), nameOf(manifest), await policies.of(settings, manifest)));
  return answers.join('\n');
}

/** The DaemonSets of a file, also of one that is ignored. */
async function manifestsOf({ path, settings }: Asked, io: Io): Promise<readonly Manifest[]> {
  const reading = { isIgnored: () => false, stdinFilename: undefined };
  const found = { files: [fileAt(path, true, io)], faults: [] };
  const { manifests, faults } = await readInput(found, reading, () => Promise.resolve(settings.context), io);
  for (const { message } of faults) printMessage(message, io);
  return manifests;
}

function nameOf(manifest: Manifest): string {
  const { namespace, name } = certainName(manifest);
  const { source } = writtenAt(manifest.source, manifest.root.span.start);
  return `daemonset/${name || '(unknown)'} in namespace ${namespace || '(unknown)'} (${source.path})`;
}
