/** The types of `request` and `namespaceObject`. Source: apiserver pkg/admission/plugin/cel/compile.go. */
import type { ObjectTypes } from '../../cel/environment.ts';
import type { Type } from '../../cel/types.ts';
import { BOOL, DYN, INT, STRING, TIMESTAMP, listType, mapType, objectType } from '../../cel/types.ts';

const STRINGS = listType(STRING);
const LABELS = mapType(STRING, STRING);

const named = (name: string): Type => objectType(`kubernetes.${name}`);

export const REQUEST = named('AdmissionRequest');
export const NAMESPACE = named('Namespace');

const TYPES: Readonly<Record<string, Readonly<Record<string, Type>>>> = {
  GroupVersionKind: { group: STRING, version: STRING, kind: STRING },
  GroupVersionResource: { group: STRING, version: STRING, resource: STRING },
  UserInfo: { username: STRING, uid: STRING, groups: STRINGS, extra: mapType(STRING, STRINGS) },
  AdmissionRequest: {
    kind: named('GroupVersionKind'),
    resource: named('GroupVersionResource'),
    subResource: STRING,
    requestKind: named('GroupVersionKind'),
    requestResource: named('GroupVersionResource'),
    requestSubResource: STRING,
    name: STRING,
    namespace: STRING,
    operation: STRING,
    userInfo: named('UserInfo'),
    dryRun: BOOL,
    options: DYN,
  },
  NamespaceSpec: { finalizers: STRINGS },
  NamespaceCondition: {
    status: STRING,
    type: STRING,
    lastTransitionTime: TIMESTAMP,
    message: STRING,
    reason: STRING,
  },
  NamespaceStatus: { conditions: listType(named('NamespaceCondition')), phase: STRING },
  NamespaceMetadata: {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: LABELS,
    annotations: LABELS,
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: STRINGS,
  },
  Namespace: {
    metadata: named('NamespaceMetadata'),
    spec: named('NamespaceSpec'),
    status: named('NamespaceStatus'),
  },
};

/** The fields of every declared type. */
export const DECLARED_TYPES: ObjectTypes = new Map(
  Object.entries(TYPES).map(([name, fields]): [string, ReadonlyMap<string, Type>] => [
    `kubernetes.${name}`,
    new Map(Object.entries(fields)),
  ]),
);
