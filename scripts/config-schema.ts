import { NEWEST } from '../src/kubernetes/api/release.ts';
import { APPLY_MODES } from '../src/manifest/manifest.ts';
import { POLICY_PREFIX } from '../src/rule/policy-settings.ts';
import type { Options, Rule } from '../src/rule/rule.ts';
import { BUDGET, FILE_SIZE, MINORS, QUANTITY, SHARE } from '../src/settings/patterns.ts';
import { CONFIG_NAMES } from '../src/settings/find-config.ts';
import { schemaUrl } from '../src/version.ts';

// A bare off is a text to YAML 1.2, which most editors read, and false to YAML 1.1, which Kubernetes and we read.
const LEVELS = ['off', 'note', 'warning', 'error', false];

/** The JSON Schema of daemonlint.yaml; options are typed by their defaults. */
export function configSchema(rules: readonly Rule[]): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaUrl('main'),
    title: 'Configuration of daemonlint',
    definitions: {
      level: { enum: LEVELS },
      severity: SEVERITY,
      plain: SEVERITY_ALONE,
      preset: { enum: ['recommended', 'strict'], description: 'The rules in force.' },
      rules: rulesSchema(rules),
      patterns: PATTERNS,
    },
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'This schema, for editors.' },
      extends: {
        type: ['string', 'array'],
        items: { type: 'string' },
        description:
          'What this configuration goes over, later ones over earlier ones: recommended, strict, parent (the nearest configuration above), ./FILE, or PACKAGE/FILE of node_modules.',
      },
      preset: reference('preset'),
      kubernetes: {
        type: 'string',
        pattern: MINORS,
        description: `The minor whose API server decides, or a range: "1.${NEWEST}", "1.33..1.${NEWEST}".`,
      },
      failOn: {
        enum: ['error', 'warning', 'note', 'never'],
        description: 'From which severity on the exit code is 1.',
      },
      ignore: {
        type: 'array',
        items: { type: 'string' },
        description: 'Files to leave out, as in an ignore file; from the folder of the configuration.',
      },
      maxFileSize: {
        type: 'string',
        pattern: FILE_SIZE,
        default: '64Mi',
        description:
          'What a file may have to be read: a larger one is skipped as too-large, or refused when it was named.',
      },
      rules: reference('rules'),
      overrides: OVERRIDES,
      fleet: FLEET,
      policies: POLICIES,
      clusters: CLUSTERS,
      charts: CHARTS,
      apply: APPLY,
    },
  };
}

/** The entry of the JSON Schema catalogue (schemastore.org), by which editors find the schema. */
export const CATALOG_ENTRY: object = {
  name: 'daemonlint',
  description: 'Configuration of daemonlint, a linter and policy checker for Kubernetes DaemonSets',
  fileMatch: CONFIG_NAMES,
  url: schemaUrl('main'),
};

const APPLY_MODE = {
  enum: [...APPLY_MODES],
  description:
    'How changes get to the cluster: kubectl apply (client), kubectl apply --server-side (server), or a whole new object (replace).',
};
const APPLY = {
  description: 'How changes get to the cluster, and who applies them.',
  if: { type: 'object' },
  then: {
    type: 'object',
    additionalProperties: false,
    required: ['mode'],
    properties: {
      mode: APPLY_MODE,
      fieldManager: {
        type: 'string',
        description: 'The field manager: argocd-controller, kustomize-controller, ... (default: that of kubectl).',
      },
      forceConflicts: {
        type: 'boolean',
        description: 'With mode server: fields of other managers are taken over, as Argo CD and Flux do.',
      },
    },
  },
  else: APPLY_MODE,
};

const reference = (name: string): object => ({ $ref: `#/definitions/${name}` });
const SEVERITY = { enum: LEVELS, description: 'The severity of this rule, or off.' };
const IS_LEVEL = { type: ['string', 'boolean'] };
const withOptions = (options: object): object => ({
  if: IS_LEVEL,
  then: reference('level'),
  else: { type: 'object', additionalProperties: false, properties: { severity: reference('severity'), ...options } },
});
const rulesSchema = (rules: readonly Rule[]): object => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
  patternProperties: {
    [`^${POLICY_PREFIX}`]: { enum: LEVELS, description: 'The severity of a policy, or off.' },
  },
  description: 'A severity or off (bare or in quotes), or a map with severity and options, for each rule.',
});
/** In draft 7, what is beside a $ref does not count. */
const described = (name: string, description: string): object => ({ description, allOf: [reference(name)] });
const PATTERNS = { type: ['string', 'array'], minItems: 1, items: { type: 'string' } };
const OVERRIDES = {
  type: 'array',
  description: 'Rules for some objects: those that meet all that an item gives. Later items win.',
  items: {
    type: 'object',
    additionalProperties: false,
    properties: {
      files: described('patterns', 'Patterns as in an ignore file; from the folder of the configuration.'),
      namespaces: described('patterns', 'Namespaces; * is any text, ! takes out.'),
      names: described('patterns', 'Names of DaemonSets; * is any text, ! takes out.'),
      labels: {
        type: 'object',
        minProperties: 1,
        additionalProperties: reference('patterns'),
        description: 'Labels of the DaemonSet, with their values; * is any text, ! takes out.',
      },
      preset: reference('preset'),
      rules: reference('rules'),
    },
  },
};
/** Rules without options, most of them, share one schema: the validator is much smaller for it. */
const SEVERITY_ALONE = withOptions({});

function ruleSchema(rule: Rule): object {
  const options = Object.entries(rule.options ?? {}).map(([name, option]) => [
    name,
    { ...typeOf(option), default: option.default, description: option.description },
  ]);
  const schema =
    options.length === 0 ? { allOf: [reference('plain')] } : withOptions(Object.fromEntries(options) as object);
  return { description: rule.summary, ...schema };
}

function typeOf({ default: value, decimals }: Options[string]): object {
  if (typeof value === 'object') return { type: 'array', items: { type: 'string' } };
  // Budgets are numbers or percentages.
  if (typeof value === 'string' && /^[0-9]+%?$/.test(value))
    return {
      type: ['string', 'integer'],
      pattern: decimals === true ? SHARE : BUDGET,
      minimum: 0,
      maximum: 999_999_999,
    };
  if (typeof value === 'string') return { type: 'string' };
  return { type: typeof value === 'number' ? 'integer' : 'boolean' };
}

/** Source: helm chartutil ValidateReleaseName. */
const RELEASE = '^(?=.{1,53}$)[a-z0-9](?:-*[a-z0-9])*(?:\\.[a-z0-9](?:-*[a-z0-9])*)*$';

const CLUSTERS = {
  type: 'array',
  description:
    'What each cluster gets, where folders, Argo CD and Flux do not say it; different clusters do not clash.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'paths'],
    properties: {
      name: { type: 'string', pattern: '.', description: 'Any name.' },
      paths: {
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
        description: 'Patterns as in an ignore file; from the folder of the configuration.',
      },
    },
  },
};

const CHARTS = {
  type: 'array',
  description: 'How charts are installed: each entry is one more rendering that is checked.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      path: { type: 'string', pattern: '.', description: 'The folder of the chart; from that of the configuration.' },
      values: {
        type: 'array',
        items: { type: 'string', pattern: '.' },
        description: 'Files of values, as with helm --values; later ones win. From the folder of the configuration.',
      },
      set: {
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean', 'null', 'array'] },
        description: 'Values by their keys as in helm --set: "image.tag": 1.2.3.',
      },
      release: { type: 'string', pattern: RELEASE, description: 'The name of the release.' },
      namespace: { type: 'string', pattern: '.', description: 'The namespace of the release.' },
    },
  },
};

const QUANTITY_VALUE = { type: ['string', 'number'], pattern: QUANTITY };
const LABELS = { type: 'object', additionalProperties: { type: 'string' } };

const POLICIES = {
  type: 'object',
  additionalProperties: false,
  description: 'ValidatingAdmissionPolicies and rules in CEL.',
  properties: {
    paths: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Files, folders and patterns with policies, bindings, parameters and namespaces; from the folder of the configuration.',
    },
    rules: {
      type: 'array',
      description: 'Rules in CEL, which need no policy and no binding.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'expression'],
        properties: {
          id: { type: 'string', pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$', description: 'The rule is policy/ID.' },
          message: { type: 'string', pattern: '\\S', description: 'What is wrong, and what to write.' },
          severity: { enum: ['error', 'warning', 'note'], default: 'warning' },
          expression: { type: 'string', pattern: '\\S', description: 'What has to be true of every DaemonSet.' },
          field: { type: 'string', description: 'The field to point at, such as spec.template.spec.hostNetwork.' },
        },
      },
    },
    unjudged: {
      enum: ['error', 'warning', 'note'],
      default: 'warning',
      description: 'The severity of what cannot be judged without the cluster.',
    },
    suppressible: {
      type: ['boolean', 'array'],
      items: { type: 'string' },
      default: false,
      description: 'Whether exceptions (daemonlint-ignore) hide what policies deny, or the names of those policies.',
    },
    complete: {
      type: 'boolean',
      default: false,
      description: 'Whether a parameter that no file declares does not exist.',
    },
  },
};

const FLEET = {
  type: 'object',
  additionalProperties: false,
  description: 'What is known of the cluster; rules that need it say nothing without it.',
  properties: {
    nodes: { type: 'integer', minimum: 1, description: 'The number of nodes.' },
    readySeconds: { type: 'number', minimum: 0, description: 'From the start of a pod until it is Ready.' },
    terminationSeconds: { type: 'number', minimum: 0, description: 'Until a deleted pod is gone.' },
    groups: {
      type: 'array',
      description: 'Equal nodes, instead of a bare number.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['count'],
        properties: {
          count: { type: 'integer', minimum: 1 },
          labels: LABELS,
          taints: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['key', 'effect'],
              properties: {
                key: { type: 'string' },
                value: { type: 'string' },
                effect: { enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
              },
            },
          },
          allocatable: { type: 'object', additionalProperties: QUANTITY_VALUE },
        },
      },
    },
  },
};
