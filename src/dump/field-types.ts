/** The type of a field of the API; other keys beside `fields` are not read. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'number or string'
  | 'anything'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

/** Thrown for a value of the wrong type; the message names the field. */
export class WrongShape extends Error {}

const SCALARS: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  number: ['number'],
  boolean: ['boolean'],
  'number or string': ['number', 'string'],
};

/** `value` checked against `shape`: fields that are null are removed, as Go does; a wrong type is thrown. */
export function fit(value: unknown, shape: Shape, path = ''): unknown {
  if (shape === 'anything') return value;
  if (typeof shape === 'string') {
    if (SCALARS[shape]?.includes(typeof value) !== true) throw new WrongShape(`${path} is not a ${shape}`);
    return value;
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) throw new WrongShape(`${path} is not a list`);
    return value.map((item: unknown, i) => fit(item, shape.list, `${path}[${i}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WrongShape(`${path} is not a map`);
  const out: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    const inner = 'map' in shape ? shape.map : Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (item !== null) out.push([key, fit(item, inner ?? 'anything', path === '' ? key : `${path}.${key}`)]);
  }
  return Object.fromEntries(out);
}

const list = (item: Shape): Shape => ({ list: item });
const fields = (of: Readonly<Record<string, Shape>>): Shape => ({ fields: of });
const strings: Shape = { map: 'string' };
const named = fields({ name: 'string' });

const METADATA = fields({
  name: 'string',
  namespace: 'string',
  uid: 'string',
  generation: 'number',
  creationTimestamp: 'string',
  deletionTimestamp: 'string',
  deletionGracePeriodSeconds: 'number',
  labels: strings,
  annotations: strings,
  ownerReferences: list(fields({ controller: 'boolean', kind: 'string', name: 'string', uid: 'string' })),
});

const REQUIREMENTS = list(fields({ key: 'string', operator: 'string', values: list('string') }));
const SELECTOR = fields({ matchLabels: strings, matchExpressions: REQUIREMENTS });
const TERM = fields({ matchExpressions: REQUIREMENTS, matchFields: REQUIREMENTS });
const AFFINITY = fields({
  nodeAffinity: fields({
    requiredDuringSchedulingIgnoredDuringExecution: fields({ nodeSelectorTerms: list(TERM) }),
  }),
});

const ENV = list(fields({ name: 'string', valueFrom: fields({ configMapKeyRef: named, secretKeyRef: named }) }));
const CONTAINERS = list(
  fields({
    name: 'string',
    image: 'string',
    env: ENV,
    envFrom: list(fields({ configMapRef: named, secretRef: named })),
    ports: list(fields({ containerPort: 'number', hostPort: 'number', name: 'string', protocol: 'string' })),
    volumeMounts: list(fields({ name: 'string', mountPath: 'string' })),
    resources: fields({ limits: { map: 'number or string' }, requests: { map: 'number or string' } }),
    securityContext: fields({}),
  }),
);

const VOLUMES = list(
  fields({
    name: 'string',
    configMap: named,
    secret: fields({ secretName: 'string' }),
    projected: fields({ sources: list(fields({ configMap: named, secret: named })) }),
  }),
);

const TEMPLATE = fields({
  metadata: METADATA,
  spec: fields({
    nodeName: 'string',
    nodeSelector: strings,
    hostNetwork: 'boolean',
    affinity: AFFINITY,
    tolerations: list(fields({ key: 'string', operator: 'string', value: 'string', effect: 'string' })),
    containers: CONTAINERS,
    initContainers: CONTAINERS,
    volumes: VOLUMES,
    hostAliases: list(fields({})),
    imagePullSecrets: list(named),
    topologySpreadConstraints: list(fields({})),
  }),
});

const STATUS_NUMBERS = [
  'observedGeneration',
  'desiredNumberScheduled',
  'currentNumberScheduled',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberMisscheduled',
  'collisionCount',
];

const DAEMON_SET = fields({
  metadata: METADATA,
  spec: fields({
    selector: SELECTOR,
    template: TEMPLATE,
    minReadySeconds: 'number',
    revisionHistoryLimit: 'number',
    updateStrategy: fields({
      type: 'string',
      rollingUpdate: fields({ maxUnavailable: 'number or string', maxSurge: 'number or string' }),
    }),
  }),
  status: fields(Object.fromEntries(STATUS_NUMBERS.map((name) => [name, 'number']))),
});

const STATE = fields({
  waiting: fields({ reason: 'string', message: 'string' }),
  terminated: fields({ exitCode: 'number', reason: 'string' }),
});
const CONTAINER_STATUSES = list(
  fields({ name: 'string', image: 'string', ready: 'boolean', restartCount: 'number', state: STATE, lastState: STATE }),
);
const CONDITIONS = list(
  fields({
    type: 'string',
    status: 'string',
    reason: 'string',
    message: 'string',
    lastTransitionTime: 'string',
    lastHeartbeatTime: 'string',
  }),
);

const INVOLVED = fields({ kind: 'string', name: 'string', namespace: 'string' });

/** The data of a ControllerRevision: its bytes decide whether two are equal, so it is checked apart and not changed. */
export const REVISION_DATA: Shape = fields({ spec: fields({ template: TEMPLATE }) });

/** The fields that are read of each kind. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  DaemonSet: DAEMON_SET,
  ControllerRevision: fields({ metadata: METADATA, revision: 'number', data: 'anything' }),
  Pod: fields({
    metadata: METADATA,
    spec: fields({ nodeName: 'string', affinity: AFFINITY }),
    status: fields({
      phase: 'string',
      reason: 'string',
      message: 'string',
      conditions: CONDITIONS,
      containerStatuses: CONTAINER_STATUSES,
      initContainerStatuses: CONTAINER_STATUSES,
    }),
  }),
  Node: fields({
    metadata: METADATA,
    spec: fields({
      unschedulable: 'boolean',
      taints: list(fields({ key: 'string', value: 'string', effect: 'string' })),
    }),
    status: fields({ conditions: CONDITIONS }),
  }),
  Event: fields({
    metadata: METADATA,
    involvedObject: INVOLVED,
    regarding: INVOLVED,
    reason: 'string',
    message: 'string',
    note: 'string',
    count: 'number',
    lastTimestamp: 'string',
    eventTime: 'string',
    reportingComponent: 'string',
    source: fields({ component: 'string' }),
  }),
  PodDisruptionBudget: fields({ metadata: METADATA, spec: fields({ selector: SELECTOR }) }),
};
