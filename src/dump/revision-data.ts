import { structOf } from '../kubernetes/api/schema.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { decodeAs } from '../kubernetes/apiserver/decode.ts';
import { marshal } from '../kubernetes/controller/revision.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import { readJson } from '../kubernetes/yaml/json.ts';
import { fit, REVISION_DATA, WrongShape } from './field-types.ts';

/**
 * Why kubectl cannot make a template of the data of a ControllerRevision, which the API server stores unread; undefined
 * if it can. Source: kubectl pkg/polymorphichelpers/history.go applyDaemonSetHistory.
 */
export function revisionDataFault(data: unknown): string | undefined {
  if (data === undefined || data === null) return 'data is missing';
  try {
    fit(data, REVISION_DATA, 'data');
  } catch (error) {
    if (!(error instanceof WrongShape)) throw error;
    return error.message;
  }
  const spec = isRecord(data) ? data['spec'] : undefined;
  return isRecord(spec) && isRecord(spec['template']) ? templateFault(spec['template']) : undefined;
}

/** The first value of the template that the types of the newest minor cannot hold. */
function templateFault(template: Readonly<Record<string, unknown>>): string | undefined {
  const text = marshal(template);
  const { node } = readJson(text, 0, text.length);
  const options = { minor: NEWEST, order: 'sorted', duplicates: [] } as const;
  const { problems } = decodeAs(node, structOf('PodTemplateSpec', NEWEST), options);
  const fault = problems.find(({ kind }) => kind !== 'strict');
  if (fault === undefined) return undefined;
  const { field, expected, message } = fault;
  return `data.spec.template.${field} ${expected === undefined ? `cannot be read: ${message}` : `is not a value of type ${expected}`}`;
}
