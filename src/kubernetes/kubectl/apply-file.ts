/** The objects that `kubectl apply -f` reads from a file. Source: cli-runtime pkg/resource visitor.go, mapper.go. */
import { decode } from '../apiserver/decode.ts';
import { quote } from '../go/strings.ts';
import { emptyMap, isList, isMap, mapAt, marshalValue, textAt, type ValueMap } from '../go/unstructured.ts';
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
export function readApplyFile(text: string, source: string, choice: NamespaceChoice, minor: number): ReadFile {
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
    if (!isMap(value)) {
      errors.push({
        text: `unable to decode ${quote(source)}: json: cannot unmarshal ${goKind(parsed.root.kind)} into Go value of type struct { metav1.TypeMeta }`,
      });
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

const GO_KINDS: Readonly<Record<string, string>> = { list: 'array', boolean: 'bool' };
const goKind = (kind: string): string => GO_KINDS[kind] ?? kind;

/** The items of a list, else the object itself. */
function flattened(value: ValueMap): readonly ValueMap[] {
  const { items } = value;
  return textAt(value, 'kind').endsWith('List') && isList(items) ? items.filter(isMap) : [value];
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
  const version = textAt(value, 'apiVersion');
  const kind = textAt(value, 'kind');
  if (!isServed(kind, version)) {
    const unknown = `no matches for kind ${quote(kind)} in version ${quote(version)}`;
    return {
      text: `resource mapping not found for name: ${quote(name)} namespace: ${quote(written)} from ${quote(source)}: ${unknown}\nensure CRDs are installed first`,
    };
  }
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

/** The kinds of the group `apps`, which every server has in one version. */
const APPS: ReadonlySet<string> = new Set([
  'ControllerRevision',
  'DaemonSet',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
]);

/** Whether a server may have the kind, which kubectl looks up as it is spelt; what else there is is not asked. */
function isServed(kind: string, version: string): boolean {
  const group = version.slice(0, Math.max(0, version.indexOf('/')));
  if (group === 'apps') return version === 'apps/v1' && APPS.has(kind);
  return group !== 'extensions' && kind !== 'DaemonSet' && (group.includes('.') || !/^daemonsets?$/i.test(kind));
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
