/** Files of policies as objects: what is in them, what the server says of it, and what is then in force. */
import { isRecord } from '../go/json.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { entryOf, nodeAt, plainValue } from '../yaml/node.ts';
import type { ParsedDocument } from '../yaml/parse.ts';
import { parseDocument } from '../yaml/parse.ts';
import { splitDocuments } from '../yaml/split.ts';
import type { Created } from './create-policy.ts';
import { createBinding, createPolicy } from './create-policy.ts';
import type { PoliciesInForce } from './dispatch.ts';
import type { KnownKind, ParamObject } from './objects.ts';
import { kindsOf, knownKind, namespaceOf, paramOf } from './objects.ts';
import type { Binding, Policy } from './policy.ts';
import { POLICY_GROUP } from './policy.ts';
import { preparePolicy } from './compile-policy.ts';

/** A text with the name of its file. */
export interface PolicyFile {
  readonly path: string;
  readonly text: string;
  /** If given, only documents in which it is found are read. */
  readonly only?: RegExp;
}

export interface PolicyDocument {
  readonly file: PolicyFile;
  /** Where the document starts. */
  readonly offset: number;
  readonly parsed: ParsedDocument;
}

/** A policy and the server's answer to it. */
export interface PlacedPolicy extends PolicyDocument, Created<Policy> {
  readonly kind: 'ValidatingAdmissionPolicy';
}

/** A binding and the server's answer to it. */
export interface PlacedBinding extends PolicyDocument, Created<Binding> {
  readonly kind: 'ValidatingAdmissionPolicyBinding';
}

/** A document that is no YAML. */
export interface BrokenDocument {
  readonly file: PolicyFile;
  readonly offset: number;
  readonly message: string;
}

/** All that files of policies hold. */
export interface PolicySet {
  readonly created: readonly (PlacedPolicy | PlacedBinding)[];
  readonly broken: readonly BrokenDocument[];
  readonly inForce: PoliciesInForce;
}

/** How the files are to be understood. */
export interface PolicySetOptions {
  readonly minor: number;
  /** The time of the request, as RFC 3339. */
  readonly time: string;
  /** Whether nothing but what the files declare exists. */
  readonly complete: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** The objects of files, before a server has seen them. */
export interface PolicyDocuments {
  readonly objects: readonly { readonly node: MapNode; readonly placed: PolicyDocument }[];
  readonly broken: readonly BrokenDocument[];
}

/** Reads files of policies, bindings, namespaces, parameters and CustomResourceDefinitions. */
export function readPolicies(files: readonly PolicyFile[], options: PolicySetOptions): PolicySet {
  return policiesFrom(parsePolicyFiles(files), options);
}

/** The objects of files. */
export function parsePolicyFiles(files: readonly PolicyFile[]): PolicyDocuments {
  const objects: { readonly node: MapNode; readonly placed: PolicyDocument }[] = [];
  const broken: BrokenDocument[] = [];
  for (const file of files) {
    for (const slice of splitDocuments(file.text)) {
      if (file.only?.test(file.text.slice(slice.start, slice.end)) === false) continue;
      const parsed = parseDocument(file.text, slice);
      const { root, fault } = parsed;
      if (fault !== undefined) broken.push({ file, offset: fault.span.start, message: fault.message });
      if (root === undefined || fault !== undefined) continue;
      for (const { node, whole } of objectsOf(root)) {
        const placed = {
          file,
          offset: node.span.start,
          parsed: whole ? parsed : { ...parsed, root: node, duplicates: [] },
        };
        objects.push({ node, placed });
      }
    }
  }
  return { objects, broken };
}

/** What a server makes of the objects. */
export function policiesFrom({ objects, broken }: PolicyDocuments, options: PolicySetOptions): PolicySet {
  const created: (PlacedPolicy | PlacedBinding)[] = [];
  const others: Json[] = [];
  for (const { node, placed } of objects) {
    const found = createdOf(node, placed, options.minor);
    if (found !== undefined) created.push(found);
    else {
      const json = plainValue(node);
      if (isRecord(json)) others.push(json);
    }
  }
  return { created, broken, inForce: inForceOf(created, others, options) };
}

/** The kinds of parameters that policies name. */
export function paramKindsIn({ objects }: PolicyDocuments): string[] {
  const kinds = objects.flatMap(({ node }) => {
    if (textAt(node, 'kind') !== 'ValidatingAdmissionPolicy') return [];
    const paramKind = nodeAt(node, ['spec', 'paramKind']);
    if (paramKind?.kind !== 'map') return [];
    return [textAt(paramKind, 'kind')];
  });
  return [...new Set(kinds)];
}

interface FoundObject {
  readonly node: MapNode;
  /** Whether it is the whole document. */
  readonly whole: boolean;
}

/** The objects of a document: itself, or the items of a list. */
function objectsOf(root: Node, whole = true): FoundObject[] {
  if (root.kind !== 'map') return [];
  const items = entryOf(root, 'items')?.value;
  if (items?.kind !== 'list' || !textAt(root, 'kind').endsWith('List')) return [{ node: root, whole }];
  return items.items.flatMap((item) => objectsOf(item, false));
}

function textAt(map: MapNode, key: string): string {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'string' ? value.value : '';
}

function createdOf(node: MapNode, placed: PolicyDocument, minor: number): PlacedPolicy | PlacedBinding | undefined {
  const apiVersion = textAt(node, 'apiVersion');
  if (!apiVersion.startsWith(`${POLICY_GROUP}/`)) return undefined;
  const kind = textAt(node, 'kind');
  if (kind === 'ValidatingAdmissionPolicy')
    return { kind, ...placed, ...createPolicy(placed.parsed, apiVersion, minor) };
  if (kind === 'ValidatingAdmissionPolicyBinding')
    return { kind, ...placed, ...createBinding(placed.parsed, apiVersion, minor) };
  return undefined;
}

/** What is accepted; of several with one name the last is kept, as when they are applied one after the other. */
function inForceOf(
  created: readonly (PlacedPolicy | PlacedBinding)[],
  others: readonly Json[],
  { minor, time, complete }: PolicySetOptions,
): PoliciesInForce {
  const accepted = created.filter(({ answer }) => answer.code < 300);
  const policies = new Map<string, Policy>();
  const bindings = new Map<string, Binding>();
  for (const item of accepted) {
    const name = item.object.metadata?.name ?? '';
    if (item.kind === 'ValidatingAdmissionPolicy') policies.set(name, item.object);
    else bindings.set(name, item.object);
  }
  const isA = (json: Json, apiVersion: string, kind: string): boolean =>
    json['apiVersion'] === apiVersion && json['kind'] === kind;
  const kinds = others
    .filter((json) => isA(json, 'apiextensions.k8s.io/v1', 'CustomResourceDefinition'))
    .flatMap((json) => kindsOf(json));
  const params = others.map((json) => {
    const known = knownKind(String(json['apiVersion']), String(json['kind']), kinds);
    return paramOf(json, known, time);
  });
  return {
    policies: [...policies.values()].map((policy) => preparePolicy(policy, minor)),
    bindings: [...bindings.values()],
    objects: {
      namespaces: others.filter((json) => isA(json, 'v1', 'Namespace')).map((json) => namespaceOf(json, time)),
      params,
      kinds: [...kinds, ...kindsOfParams(params, kinds)],
      complete,
    },
  };
}

/** Kinds of which there is an object but no definition. */
function kindsOfParams(params: readonly ParamObject[], kinds: readonly KnownKind[]): KnownKind[] {
  return params
    .filter(
      ({ apiVersion, kind }) => apiVersion !== '' && kind !== '' && knownKind(apiVersion, kind, kinds) === undefined,
    )
    .map(({ apiVersion, kind }) => ({ apiVersion, kind, namespaced: undefined }));
}
