/** For which distribution of Kubernetes a manifest is made, as far as it shows. */
import type { Manifest } from '../manifest/manifest.ts';

const DOMAIN = /(?:^|\.)openshift\.io\//;

/** Whether it is made for OpenShift, whose control-plane nodes keep the label and the taint of `master`. */
export function isForOpenShift({ namespace, object }: Manifest): boolean {
  const { metadata, spec } = object;
  const keys = [metadata, spec?.template?.metadata].flatMap((meta) => [
    ...Object.keys(meta?.annotations ?? {}),
    ...Object.keys(meta?.labels ?? {}),
  ]);
  return /^openshift(?:-|$)/.test(namespace) || keys.some((key) => DOMAIN.test(key));
}
