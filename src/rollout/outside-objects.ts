import type { Container, PodTemplateSpec } from '../kubernetes/api/objects.ts';

/** The ConfigMaps and Secrets that a template names: their content is not part of a revision. */
export function outsideObjects(template: PodTemplateSpec): readonly string[] {
  const names = new Set<string>();
  const add = (kind: string, name: string | undefined): void => {
    if (name !== undefined && name !== '') names.add(`${kind} ${name}`);
  };
  for (const { configMap, secret, projected } of template.spec?.volumes ?? []) {
    add('ConfigMap', configMap?.name);
    add('Secret', secret?.secretName);
    for (const source of projected?.sources ?? []) {
      add('ConfigMap', source.configMap?.name);
      add('Secret', source.secret?.name);
    }
  }
  for (const { env, envFrom } of containersOf(template)) {
    for (const { valueFrom } of env ?? []) {
      add('ConfigMap', valueFrom?.configMapKeyRef?.name);
      add('Secret', valueFrom?.secretKeyRef?.name);
    }
    for (const { configMapRef, secretRef } of envFrom ?? []) {
      add('ConfigMap', configMapRef?.name);
      add('Secret', secretRef?.name);
    }
  }
  return [...names].sort();
}

function containersOf(template: PodTemplateSpec): readonly Container[] {
  return [...(template.spec?.initContainers ?? []), ...(template.spec?.containers ?? [])];
}

/** Images without a tag, or with `latest`: a rollback restores the tag, not the image behind it. */
export function mutableImages(template: PodTemplateSpec): readonly string[] {
  const images = containersOf(template).map(({ image }) => image ?? '');
  return [...new Set(images.filter(isMutable))].sort();
}

function isMutable(image: string): boolean {
  if (image === '' || image.includes('@')) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}
