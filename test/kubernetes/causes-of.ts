import type { FieldError } from '../../src/kubernetes/apimachinery/field-errors.ts';
import { create } from '../../src/kubernetes/apiserver/apiserver.ts';
import { parseJson } from '../../src/kubernetes/yaml/parse.ts';

/** Part of a pod's spec or of a container, as JSON. */
export type Part = Readonly<Record<string, unknown>>;

/** Everything the server of 1.`minor` has against a DaemonSet that is right but for the pod of its template. */
export function errorsOf(spec: Part, minor = 36, annotations: Readonly<Record<string, string>> = {}): FieldError[] {
  const labels = { app: 'a' };
  const pod = { containers: [{ name: 'c', image: 'i' }], ...spec };
  const template = { metadata: { labels, annotations }, spec: pod };
  const object = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'd' }, spec: {} };
  const text = JSON.stringify({ ...object, spec: { selector: { matchLabels: labels }, template } });
  const answer = create(parseJson(text, { start: 0, end: text.length }), { minor, namespace: 'default', text });
  if (answer.code === 400) throw new Error(answer.message);
  return [...answer.causes];
}

/** A pod with one container that has `fields`. */
export const withContainer = (fields: Part): Part => ({ containers: [{ name: 'c', image: 'i', ...fields }] });

/** Field and message; the field begins below the pod's spec. */
export const shown = ({ field, message }: FieldError): string =>
  `${field.replace('spec.template.spec.', '')}: ${message}`;

/** The same; the field begins below the one container. */
export const shownInContainer = (error: FieldError): string => shown(error).replace('containers[0].', '');
