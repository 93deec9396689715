/** The objects that `kubectl apply -f` reads from a file. Source: cli-runtime pkg/resource visitor.go, mapper.go. */
import { decode } from '../apiserver/decode.ts';
import type { FieldValidation } from '../apiserver/patch-request.ts';
import { quote } from '../go/strings.ts';
import { emptyMap, isList, isMap, mapAt, marshalValue, textAt, type Value, type ValueMap } from '../go/unstructured.ts';
import { parseDocument } from '../yaml/parse.ts';
import { splitDocuments } from '../yaml/split.ts';
import { nodeOf, valueOf } from '../yaml/unstructured.ts';
import type { KubectlError } from './kubectl-error.ts';

/** An object that was read. */
export interface FileObject {
  readonly value: ValueMap;
  readonly namespace: string;
  readonly name: string;
  /** Its file's name in messages. */
  readonly source: string;
}

export interface ReadFile {
  readonly objects: readonly FileObject[];
  readonly errors: readonly KubectlError[];
}

/** What `-n` and the kubeconfig say of namespaces. */
export interface NamespaceChoice {
  readonly namespace: string;
  /** By `-n`: another one in the file is an error. */
  readonly enforced: boolean;
}

/** Reads the documents of `text`, called `source` in messages, for the server of 1.`minor`. */
export function readApplyFile(
  text: string,
  source: string,
  choice: NamespaceChoice,
  minor: number,
  validation: FieldValidation,
): ReadFile {
  const objects: FileObject[] = [];
  const errors: KubectlError[] = [];
  for (const slice of splitDocuments(text)) {
    const parsed = parseDocument(text, slice);
    if (parsed.fault !== undefined) {
      const converting = slice.format === 'json' ? '' : 'error converting YAML to JSON: ';
      errors.push({ text: `error parsing ${source}: ${converting}${parsed.fault.message}` });
      break;
    }
    if (parsed.root === undefined || parsed.root.kind === 'null') continue;
    const value = valueOf(parsed.root);
    const faults = validation === 'Ignore' ? [] : typeFaults(value);
    if (faults.length > 0) {
      errors.push(invalidData(source, faults));
      break;
    }
    if (!isMap(value)) {
      errors.push({
        text: `unable to decode ${quote(source)}: json: cannot unmarshal ${goKind(parsed.root.kind)} into Go value of type struct { metav1.TypeMeta }`,
      });
      continue;
    }
    const ofList = listError(value, source);
    if (ofList !== undefined) {
      errors.push(ofList);
      continue;
    }
    for (const each of flattened(value)) {
      const read = readApplyObject(each, source, choice, minor);
      if ('value' in read) objects.push(read);
      else errors.push(read);
    }
  }
  return { objects, errors };
}

/** What kubectl asks of a document before it reads it. Source: kubectl pkg/validation validation.go getObjectKind. */
function typeFaults(value: Value): readonly string[] {
  if (!isMap(value)) return ['invalid object to validate'];
  const { apiVersion = null, kind = null } = value;
  const faults: string[] = [];
  if (apiVersion === null) faults.push('apiVersion not set');
  else if (typeof apiVersion !== 'string') faults.push("apiVersion isn't string type");
  else if (apiVersion.split('/').length > 2) faults.push(`unexpected GroupVersion string: ${apiVersion}`);
  if (kind === null) faults.push('kind not set');
  else if (typeof kind !== 'string') faults.push("kind isn't string type");
  return faults;
}

function invalidData(source: string, faults: readonly string[]): KubectlError {
  const all = faults.length === 1 ? faults.join('') : `[${faults.join(', ')}]`;
  return {
    text: `error validating ${quote(source)}: error validating data: ${all}; if you choose to ignore these errors, turn validation off with --validate=false`,
  };
}

const GO_KINDS: Readonly<Record<string, string>> = { list: 'array', boolean: 'bool' };
const goKind = (kind: string): string => GO_KINDS[kind] ?? kind;

/** The items of a list, else the object itself. */
function flattened(value: ValueMap): readonly ValueMap[] {
  const { items } = value;
  return textAt(value, 'kind').endsWith('List') && isList(items) ? items.filter(isMap) : [value];
}

/** What kubectl says of a kind with List behind it: what has items needs a kind that it can look up, what has none is no list. */
function listError(value: ValueMap, source: string): KubectlError | undefined {
  const [kind, version] = [textAt(value, 'kind'), textAt(value, 'apiVersion')];
  if (isList(value['items'])) return kind === '' || isServed(kind, version) ? undefined : unknownKind(value, source);
  if (version !== 'apps/v1' || !APPS.has(kind) || !kind.endsWith('List')) return undefined;
  const faults = [
    ...unknownFields(mapAt(value, 'metadata'), LIST_META, `${kind}.metadata`, 'apimachinery.pkg.apis.meta.v1.ListMeta'),
    ...unknownFields(value, LIST_FIELDS, kind, `api.apps.v1.${kind}`),
    ...('items' in value
      ? []
      : [`ValidationError(${kind}): missing required field "items" in io.k8s.api.apps.v1.${kind}`]),
  ];
  return faults.length === 0 ? undefined : invalidData(source, faults);
}

/** Source: apimachinery meta/v1 types.go ListMeta. */
const LIST_META: ReadonlySet<string> = new Set(['continue', 'remainingItemCount', 'resourceVersion', 'selfLink']);
const LIST_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'items', 'kind', 'metadata']);

/** Source: kube-openapi util/proto/validation types.go VisitKind, errors.go. */
function unknownFields(map: ValueMap | undefined, known: ReadonlySet<string>, at: string, type: string): string[] {
  const unknown = Object.keys(map ?? {}).filter((key) => !known.has(key) && map?.[key] !== null);
  return unknown.sort().map((key) => `ValidationError(${at}): unknown field ${quote(key)} in io.k8s.${type}`);
}

function unknownKind(value: ValueMap, source: string): KubectlError {
  const metadata = mapAt(value, 'metadata');
  const [name, namespace] = [textAt(metadata, 'name'), textAt(metadata, 'namespace')];
  const unknown = `no matches for kind ${quote(textAt(value, 'kind'))} in version ${quote(textAt(value, 'apiVersion'))}`;
  return {
    text: `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: ${unknown}\nensure CRDs are installed first`,
  };
}

/** One object as kubectl takes it from a file: with a namespace, which is written into `value`. */
export function readApplyObject(
  value: ValueMap,
  source: string,
  choice: NamespaceChoice,
  minor: number,
): FileObject | KubectlError {
  const cannot = `unable to decode ${quote(source)}: `;
  if (textAt(value, 'kind') === '') return { text: `${cannot}Object 'Kind' is missing in '${marshalValue(value)}'` };
  const fault = metadataFault(value, minor);
  if (fault !== undefined) return { text: cannot + fault };
  const metadata = mapAt(value, 'metadata');
  const [name, written] = [textAt(metadata, 'name'), textAt(metadata, 'namespace')];
  if (!isServed(textAt(value, 'kind'), textAt(value, 'apiVersion'))) return unknownKind(value, source);
  if (written !== '' && choice.enforced && written !== choice.namespace)
    return {
      text: `the namespace from the provided object ${quote(written)} does not match the namespace ${quote(choice.namespace)}. You must pass '--namespace=${written}' to perform this operation.`,
    };
  const namespace = written === '' ? choice.namespace : written;
  if (written === '') {
    const own = metadata ?? emptyMap();
    own['namespace'] = namespace;
    value['metadata'] = own;
  }
  return { value, namespace, name, source };
}

const withLists = (kinds: readonly string[]): ReadonlySet<string> =>
  new Set([...kinds.flatMap((kind) => [kind, `${kind}List`]), 'List']);
/** The kinds that every server has, each group in one version. */
const APPS = withLists(['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']);
const CORE = withLists([
  ...['Binding', 'ComponentStatus', 'ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'Namespace', 'Node'],
  ...['PersistentVolume', 'PersistentVolumeClaim', 'Pod', 'PodTemplate', 'ReplicationController', 'ResourceQuota'],
  ...['Secret', 'Service', 'ServiceAccount'],
]);

/**
 * Whether a server may have the kind, which kubectl looks up as it is spelt, or all in lower case; what else there is is
 * not asked. Source: client-go restmapper/discovery.go NewDiscoveryRESTMapper, apimachinery meta/restmapper.go RESTMappings.
 */
function isServed(kind: string, version: string): boolean {
  const group = version.slice(0, Math.max(0, version.indexOf('/')));
  if (lowerCaseOf(kind, version) !== undefined) return true;
  if (group === 'apps') return version === 'apps/v1' && APPS.has(kind);
  if (!version.includes('/')) return (version === 'v1' || version === '') && CORE.has(kind);
  return group !== 'extensions' && kind !== 'DaemonSet' && (group.includes('.') || !/^daemonsets?$/i.test(kind));
}

/** The kind whose URL kubectl finds for a name in lower case; the server then has no such kind. Lists have no such entry. */
export function lowerCaseOf(kind: string, version: string): string | undefined {
  const kinds = version === 'apps/v1' ? APPS : version === 'v1' ? CORE : [];
  return [...kinds].find((each) => !each.endsWith('List') && each !== kind && each.toLowerCase() === kind);
}

/** kubectl decodes metadata, and what it says of wrong types there is what the server would say. */
function metadataFault(value: ValueMap, minor: number): string | undefined {
  const only = emptyMap();
  only['metadata'] = value['metadata'] ?? null;
  const { problems } = decode(nodeOf(only), { minor, order: 'sorted', duplicates: [] });
  return (
    problems.find(({ kind }) => kind === 'abort')?.message ?? problems.find(({ kind }) => kind === 'saved')?.message
  );
}
