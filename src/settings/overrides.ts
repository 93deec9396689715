/** What is said of rules for an object: the steps of the configuration that are for it, one over the other. */
import { resolve } from 'node:path';
import { writtenAt } from '../document/source.ts';
import { nodeAt } from '../kubernetes/yaml/node.ts';
import { certainName } from '../manifest/certain-name.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Preset, RuleSetting } from '../rule/ruleset.ts';
import type { Conditions, RuleStep } from './config.ts';
import { nameMatcher, pathMatcher } from './path-patterns.ts';

/** What is asked about: an object with the files that it comes from, or a file alone. */
export interface Subject {
  /** Absolute. */
  readonly paths: readonly string[];
  readonly manifest?: Manifest;
}

/** An object, whose files are shown from `cwd`: where it is written, and the kustomization or chart that it is made by. */
export function subjectOf(manifest: Manifest, cwd: string): Subject {
  const { source, root } = manifest;
  const shown = [writtenAt(source, root.span.start).source.path, source.madeFrom?.path, source.madeFrom?.chart];
  const paths = new Set(shown.flatMap((path) => (path === undefined ? [] : [resolve(cwd, path)])));
  return { paths: [...paths], manifest };
}

/** A step, and whether it is for something. */
export interface ReadyStep extends RuleStep {
  readonly isFor: (subject: Subject) => boolean;
  /** Whether it may be for an object in a file. */
  readonly mayBeFor: (file: Subject) => boolean;
}

/** Steps with their patterns compiled. */
export function readySteps(steps: readonly RuleStep[]): Promise<ReadyStep[]> {
  return Promise.all(
    steps.map(async (step) => {
      const { files } = step.when ?? {};
      return {
        ...step,
        isFor: await meeting(step.when ?? {}),
        mayBeFor: await meeting(files === undefined ? {} : { files }),
      };
    }),
  );
}

/** Whether all that is given is met; a file alone meets nothing that is about objects. */
async function meeting({ files, namespaces, names, labels }: Conditions): Promise<ReadyStep['isFor']> {
  const tests: ReadyStep['isFor'][] = [];
  if (files !== undefined) {
    const holds = await pathMatcher([files]);
    tests.push(({ paths }) => paths.some(holds));
  }
  const ofName = (patterns: readonly string[] | undefined, key: 'namespace' | 'name'): void => {
    if (patterns === undefined) return;
    const matches = nameMatcher(patterns);
    tests.push(({ manifest }) => manifest !== undefined && matches(certainName(manifest)[key]));
  };
  ofName(namespaces, 'namespace');
  ofName(names, 'name');
  for (const [key, patterns] of Object.entries(labels ?? {})) {
    const matches = nameMatcher(patterns);
    tests.push(({ manifest }) => {
      const value = manifest && nodeAt(manifest.root, ['metadata', 'labels', key]);
      return value?.kind === 'string' && matches(value.value);
    });
  }
  return (subject) => tests.every((test) => test(subject));
}

/** What some steps say of rules together. */
export interface RulesSaid {
  readonly preset?: Preset;
  readonly settings: Readonly<Record<string, RuleSetting>>;
}

/** Later steps win: of a rule, by its severity and by each option. */
export function joinedSteps(steps: readonly RuleStep[]): RulesSaid {
  let said: RulesSaid = { settings: {} };
  for (const { preset = said.preset, rules } of steps)
    said = { ...(preset && { preset }), settings: mergeSettings(said.settings, rules) };
  return said;
}

/** `over` wins. */
export function mergeSettings(under: RulesSaid['settings'], over: RulesSaid['settings']): RulesSaid['settings'] {
  const merged = { ...under };
  for (const [id, setting] of Object.entries(over))
    merged[id] = { ...merged[id], ...setting, options: { ...merged[id]?.options, ...setting.options } };
  return merged;
}
