/** A pod template. Source: core/validation ValidatePodTemplateSpec. */
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { validateLabels } from '../../apimachinery/label-selector.ts';
import type { Declared, PodTemplateSpec } from '../../api/objects.ts';
import { validateAnnotations } from './annotations.ts';
import type { ValidationOptions } from './options.ts';
import { validatePodAnnotations } from './pod-annotations.ts';
import { validatePodSpec } from './pod-spec.ts';
import { validatePodTemplateAnnotations } from './pod-template-annotations.ts';

type Template = Declared<PodTemplateSpec>;

/** `path` is `spec.template`; the server omits `metadata` in the paths of labels and annotations. */
export function validatePodTemplate(
  template: Template,
  path: FieldPath,
  options: ValidationOptions,
  old: Template | undefined,
): FieldError[] {
  const { metadata = {}, spec = {} } = template;
  const meta = path.hidden('metadata');
  return [
    ...validateLabels(metadata.labels, meta.child('labels')),
    ...validateAnnotations(metadata.annotations, meta.child('annotations')),
    ...validatePodAnnotations(template, meta.child('annotations'), options, old),
    ...validatePodSpec(spec, path.child('spec'), options),
    ...validatePodTemplateAnnotations(template, path, options),
  ];
}
