/** A whole DaemonSet, defaulted and without its gated fields. Source: pkg/apis/apps/validation/validation.go. */
import { forbidden, invalid, notSupported, shownJson, shownPlain } from '../../apimachinery/field-errors.ts';
import type { FieldError } from '../../apimachinery/field-errors.ts';
import { FieldPath } from '../../apimachinery/field-errors.ts';
import { semanticEqual } from '../../apimachinery/equality.ts';
import { labelsJson, selectorJson, selects, validateLabelSelector } from '../../apimachinery/label-selector.ts';
import { isLabelValue } from '../../apimachinery/names.ts';
import type { DaemonSet, DaemonSetSpec, Declared } from '../../api/objects.ts';
import { NEWEST } from '../../api/release.ts';
import { validationOptions } from './stored-faults.ts';
import {
  SEGMENT,
  validateAccessor,
  validateAccessorUpdate,
  validateObjectMeta,
  validateStandardFinalizers,
} from './metadata.ts';
import type { ValidationOptions } from './options.ts';
import { validatePodTemplate } from './pod-template.ts';
import { validateUpdateStrategy } from './update-strategy.ts';
import { validateReadOnlyPersistentDisks } from './volumes.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

/** Details of refusals of which a client may say more. */
export const SELECTOR_MISMATCH = '`selector` does not match template `labels`';
export const EMPTY_SELECTOR = 'empty selector is invalid for daemonset';
export const RESTART_POLICIES = ['Always'];

const METADATA = FieldPath.root('metadata');
const SPEC = FieldPath.root('spec');

type Spec = Declared<DaemonSetSpec>;

/** `ValidateDaemonSet`: every cause of a refused create, in the server's order. */
export function validateDaemonSet(object: Declared<DaemonSet>, { minor }: { readonly minor: number }): FieldError[] {
  const spec = object.spec ?? {};
  const options = validationOptions(undefined, minor);
  const metadata = validateObjectMeta(object.metadata ?? {}, METADATA, minor);
  return deduplicated([...metadata, ...validateSpec(spec, undefined, options)], minor);
}

/** Since 1.37 the server says the same only once. Source: apimachinery field.ErrorList Filter. */
function deduplicated(errors: readonly FieldError[], minor: number): FieldError[] {
  if (!since('reportsOnce', minor)) return [...errors];
  const byText = new Map<string, FieldError>();
  for (const error of errors) {
    const text = `${error.field}: ${error.message}`;
    if (!byText.has(text)) byText.set(text, error);
  }
  return [...byText.values()];
}

/**
 * Every cause of a refused update of the stored object `old`. Source: registry/rest update.go, ValidateDaemonSetUpdate.
 */
export function validateDaemonSetUpdate(
  object: Declared<DaemonSet>,
  old: Declared<DaemonSet>,
  { minor, templateGeneration = 1n }: { readonly minor: number; readonly templateGeneration?: bigint },
): FieldError[] {
  const meta = object.metadata ?? {};
  const oldMeta = old.metadata ?? {};
  const spec = object.spec ?? {};
  const oldSpec = old.spec ?? {};
  const options = withOldSelector(validationOptions(oldSpec.template?.spec, minor, spec.template?.spec), oldSpec);
  const changes = validateAccessorUpdate(meta, oldMeta, METADATA, minor);
  const errors = [
    ...validateAccessor(meta, METADATA, minor, SEGMENT),
    ...changes,
    ...changes,
    ...validateStandardFinalizers(meta, METADATA),
    ...validateSpecUpdate(spec, oldSpec, templateGeneration),
    ...validateSpec(spec, oldSpec, options, templateGeneration),
  ];
  return deduplicated(errors, minor);
}

// A stored selector with invalid label values may keep them.
function withOldSelector(options: ValidationOptions, old: Spec): ValidationOptions {
  const values = (old.selector?.matchExpressions ?? []).flatMap((requirement) => requirement.values ?? []);
  const invalidBefore = values.some((value) => isLabelValue(value).length > 0);
  return invalidBefore ? { ...options, allowInvalidLabelValueInSelector: true } : options;
}

/** `ValidateDaemonSetSpecUpdate`. */
function validateSpecUpdate({ selector }: Spec, old: Spec, templateGeneration: bigint): FieldError[] {
  const errors: FieldError[] = [];
  // The increment of the largest int64 is the smallest.
  if (templateGeneration < 0n) {
    const place = SPEC.child('templateGeneration');
    errors.push(invalid(place, shownPlain(templateGeneration), 'must not be decremented'));
  }
  const present = (selector === undefined) === (old.selector === undefined);
  if (present && semanticEqual(selector, old.selector, 'LabelSelector')) return errors;
  return [
    ...errors,
    invalid(
      SPEC.child('selector'),
      shownJson(selector === undefined ? null : selectorJson(selector)),
      'field is immutable',
    ),
  ];
}

/** `ValidateDaemonSetSpec`. */
function validateSpec(
  spec: Spec,
  old: Spec | undefined,
  options: ValidationOptions,
  templateGeneration?: bigint,
): FieldError[] {
  const template = spec.template ?? {};
  const templatePath = SPEC.child('template');
  const { restartPolicy = '', activeDeadlineSeconds, volumes = [] } = template.spec ?? {};
  const pod = templatePath.child('spec');
  const errors = [
    ...validateSelector(spec, options),
    ...validatePodTemplate(template, templatePath, options, old?.template),
    ...validateReadOnlyPersistentDisks(
      volumes,
      old?.template?.spec?.volumes ?? [],
      pod.child('volumes'),
      options.minor,
    ),
  ];
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(pod.child('restartPolicy'), shownJson(restartPolicy), RESTART_POLICIES));
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = 'activeDeadlineSeconds in DaemonSet is not Supported';
    errors.push(forbidden(pod.child('activeDeadlineSeconds'), detail));
  }
  addAll(errors, isNotNegative(spec.minReadySeconds, 'minReadySeconds'));
  addAll(errors, isNotNegative(templateGeneration, 'templateGeneration'));
  addAll(errors, validateUpdateStrategy(spec.updateStrategy ?? {}, SPEC.child('updateStrategy')));
  addAll(errors, isNotNegative(spec.revisionHistoryLimit, 'revisionHistoryLimit'));
  return errors;
}

function isNotNegative(value: number | bigint | undefined, name: string): FieldError[] {
  if (value === undefined || value >= 0) return [];
  return [invalid(SPEC.child(name), shownPlain(value), 'must be greater than or equal to 0')];
}

function validateSelector(spec: Spec, options: ValidationOptions): FieldError[] {
  const { selector } = spec;
  const path = SPEC.child('selector');
  const errors = validateLabelSelector(selector, path, options);
  // A selector with tolerated errors of an old object or an old minor cannot be built; then matching is not checked.
  const built = validateLabelSelector(selector, path, { minor: NEWEST }).length === 0;
  const labels = spec.template?.metadata?.labels;
  if (built && !selects(asSelector(selector), asLabels(labels))) {
    const place = SPEC.child('template').child('metadata').child('labels');
    errors.push(invalid(place, shownJson(labels === undefined ? null : labelsJson(labels)), SELECTOR_MISMATCH));
  }
  const empty = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0;
  if (selector !== undefined && empty) {
    errors.push(invalid(path, shownJson({}), EMPTY_SELECTOR));
  }
  return errors;
}

type Selector = Parameters<typeof selects>[0];

// To the server missing keys and operators are empty strings.
function asSelector(selector: Spec['selector']): Selector {
  if (selector === undefined) return undefined;
  return {
    matchLabels: asLabels(selector.matchLabels) ?? {},
    matchExpressions: (selector.matchExpressions ?? []).map(({ key = '', operator = '', values = [] }) => ({
      key,
      operator,
      values,
    })),
  };
}

function asLabels(
  labels: Readonly<Record<string, string | undefined>> | undefined,
): Record<string, string> | undefined {
  if (labels === undefined) return undefined;
  return Object.fromEntries(Object.entries(labels).map(([key, value = '']) => [key, value]));
}
